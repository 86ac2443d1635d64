import API
import ArgumentParser
import CRM
import HTTP
import Schema
import Store

struct RevokeKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "End an API key for good.")

    @OptionGroup var database: DatabaseOptions
    @Argument(help: "The key's id, as key list prints it.") var id: String

    func run() throws {
        guard let record = RecordID(id) else { throw Failure.usage("\"\(id)\" is not an id.") }
        try Installation.offline(try database.configuration()) { installation in
            let application = installation.application
            try installation.write { tx in
                _ = try application.perform(.delete, "/v1/api-keys/\(record.text)", in: tx)
            }
        }
        try Terminal.say("revoked \(record.text)")
    }
}
