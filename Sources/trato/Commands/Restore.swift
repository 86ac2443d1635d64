import ArgumentParser
import CRM
import Schema
import Store

struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put a backup in the place of the database, which no server may be using.",
        discussion: """
            The backup is copied, brought to the schema of this release, and examined as check does; \
            only then does the copy take the database's name. With findings nothing changes, and the \
            exit status is 1.
            """)

    @OptionGroup var database: DatabaseOptions
    @Flag(help: "Replace a database that is there; it is kept as FILE.replaced.")
    var replace = false
    @Argument(help: "A file that trato backup made.") var backup: String

    func run() throws {
        let configuration = try database.configuration()
        var records: Int64 = 0
        let kept: String?
        do {
            kept = try Restoration.restore(
                backup, to: configuration.database, replacing: replace
            ) { records = try verify($0, configuration.settings) }
        } catch StoreError.inputOutput(let reason) {
            throw Failure(status: 74, sentence: "Nothing was restored: \(reason).")
        } catch StoreError.locked(let path) {
            throw Failure.temporary("Another process is using \(path); stop it first.")
        }
        try Terminal.say("\(configuration.database): restored from \(backup), \(records) records")
        if let kept { try Terminal.say("what was there is kept as \(kept)") }
    }

    /// Returns how many records there are.
    private func verify(_ copy: String, _ settings: Settings) throws -> Int64 {
        do {
            let database = try Database(path: copy, migrations: Trato.migrations)
            let (findings, records) = try database.read { tx in
                tx.context = Context(
                    access: .system, registry: Trato.registry, settings: settings,
                    requestID: "command-line")
                return try Examination.run(tx)
            }
            guard findings.isEmpty else { throw try refusal(findings) }
            try database.settle()
            return records
        } catch StoreError.damaged(let message) {
            throw try refusal([message])
        }
    }

    private func refusal(_ findings: [String]) throws -> ExitCode {
        for finding in findings { try Terminal.say(finding) }
        Terminal.complain("Nothing was restored: \(findings.count) findings in \(backup).")
        return ExitCode(1)
    }
}
