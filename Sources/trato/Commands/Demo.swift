import API
import ArgumentParser
import CRM
import Schema
import Store

struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fill an empty database with a believable company's last 18 months.",
        discussion: """
            The same seed and last day give the same data. Its users have no passwords: make a key \
            with trato key create, for one of them with --user.
            """)

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var defaults: DefaultOptions
    @Option(help: "Another seed makes another company.") var seed: UInt64 = 1
    @Option(
        help: ArgumentHelp(
            "The last day, such as 2026-11-22; yesterday unless given.", valueName: "day"))
    var until: String?

    func run() throws {
        let configuration = try database.configuration(defaults.flags)
        let last = try lastDay()
        let end = Instant(seconds: (Int64(last.daysSince1970) + 1) * 86_400)
        let start = Instant(
            seconds: Int64(last.adding(months: -DemoData.months).daysSince1970) * 86_400)
        let time = SimulatedTime(start)
        let begin = ContinuousClock.now
        try Installation.offline(configuration, clock: time.clock) { installation in
            try refuseUsed(installation, configuration.database)
            let simulation = Simulation(
                installation.application, time, from: start, until: end, seed: seed)
            try DemoData.fill(simulation)
            try Terminal.say(Self.summary(installation))
        }
        try Terminal.say("done in \((ContinuousClock.now - begin).components.seconds) s")
    }

    private func lastDay() throws(Failure) -> Day {
        guard let until else { return Instant.now().day.adding(days: -1) }
        guard let day = Day(until), day.year >= 1975, day.year <= 2500 else {
            throw .usage("--until: \"\(until)\" must be a day, such as 2026-11-22.")
        }
        return day
    }

    private func refuseUsed(_ installation: Installation, _ path: String) throws {
        let isUsed = try installation.write { tx in
            try tx.first(text: "SELECT 1 FROM parties UNION SELECT 1 FROM users LIMIT 1") { _ in
                true
            }
        }
        guard isUsed == nil else {
            throw Failure.data("\(path) is in use already; the demo fills an empty database only.")
        }
    }

    private static func summary(_ installation: Installation) throws -> String {
        let names = [
            "users", "parties", "products", "pipelines", "leads", "opportunities", "activities",
            "quotes", "orders", "tickets",
        ]
        return try installation.write { tx in
            try names.map { name in
                let count = try tx.first(text: "SELECT COUNT(*) FROM \(name)") { $0.integer(0) }
                return "\(count ?? 0) \(name)"
            }.joined(separator: ", ")
        }
    }
}
