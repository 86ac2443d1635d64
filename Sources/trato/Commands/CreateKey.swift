import API
import ArgumentParser
import CRM
import HTTP
import Schema
import Store

struct CreateKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create an API key and print it, this once.",
        discussion: "Only a hash of the key is stored: keep what is printed.")

    @OptionGroup var database: DatabaseOptions
    @Option(help: "What the key is for.") var name: String
    @Option(help: "The role's name, such as admin or integration.") var role: String
    @Option(help: ArgumentHelp("The e-mail of the user it acts for.", valueName: "email"))
    var user: String?
    @Option(help: ArgumentHelp("Days until it expires; never unless given.", valueName: "days"))
    var expires: Int?
    @Option(help: "A right beside the role, such as metrics; may be repeated.")
    var scope: [String] = []

    func run() throws {
        if let expires, !(1...36_500).contains(expires) {
            throw Failure.usage("--expires: \"\(expires)\" must be a number from 1 to 36500.")
        }
        let token = try Installation.offline(try database.configuration()) { installation in
            try FirstStart.install(in: installation, nil)
            let application = installation.application
            return try installation.write { [self] tx in try create(application, tx) }
        }
        try Terminal.say(token)
    }

    private func create(_ application: Application, _ tx: Transaction) throws -> String {
        var members: [(String, Value)] = [
            ("name", .text(name)), ("role_id", .id(try NamedRecord.role(role, tx).rawValue)),
            ("scopes", .array(scope.map { .text($0) })),
        ]
        if let user { members.append(("user_id", .id(try NamedRecord.user(user, tx).rawValue))) }
        if let expires {
            members.append(
                ("expires_at", .instant(tx.now.adding(seconds: Int64(expires) * 86_400))))
        }
        let key = try application.perform(.post, "/v1/api-keys", .object(members), in: tx)
        guard let token = key?.root["token"]?.string else {
            preconditionFailure("a key without a token")
        }
        return token
    }
}
