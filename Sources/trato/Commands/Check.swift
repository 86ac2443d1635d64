import ArgumentParser
import CRM
import Glibc
import Schema
import Store

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Examine the database, which may be in use, and report what is wrong with it.",
        discussion: "Reads one consistent moment; the exit status is 1 when there are findings.")

    @OptionGroup var database: DatabaseOptions

    func run() throws {
        let configuration = try database.configuration()
        guard access(configuration.database, R_OK) == 0 else {
            let reason = String(cString: strerror(errno))
            throw Failure.usage("\(configuration.database) cannot be read: \(reason).")
        }
        let (findings, records) = try examine(configuration)
        for finding in findings { try Terminal.say(finding) }
        guard findings.isEmpty else {
            Terminal.complain("\(findings.count) findings in \(configuration.database).")
            throw ExitCode(1)
        }
        try Terminal.say("ok: \(configuration.database) is sound, \(records) records")
    }

    private func examine(
        _ configuration: Configuration
    ) throws -> (findings: [String], records: Int64) {
        do {
            let reader = try Database.reader(at: configuration.database)
            defer { reader.end() }
            let tx = try reader.transaction()
            tx.context = Context(
                access: .system, registry: Trato.registry, settings: configuration.settings,
                requestID: "command-line")
            return try Examination.run(tx)
        } catch StoreError.damaged(let message) {
            // Not even what it is can be read.
            return ([message], 0)
        }
    }
}
