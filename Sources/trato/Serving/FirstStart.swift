import API
import CRM
import Schema
import Store

/// What an empty database is given before it serves.
enum FirstStart {
    /// Built-in roles at every start; the default pipeline and the first administrator only where
    /// there is nothing yet.
    static func install(in installation: Installation, _ administrator: Administrator?) throws {
        try installation.write { tx in
            try BuiltInRoles.install(tx)
            try SalesDefaults.install(tx)
        }
        guard let administrator else { return }
        let application = installation.application
        try installation.write { tx in
            guard try tx.select(Users.self, where: "1", limit: 1).isEmpty else { return }
            _ = try administrator.create(application, tx)
        }
    }
}

/// The administrator whom the environment describes, for the first start.
struct Administrator: Sendable {
    static let emailVariable = "TRATO_ADMIN_EMAIL"
    static let passwordVariable = "TRATO_ADMIN_PASSWORD"

    private let email: String
    private let password: String

    /// Nil when neither variable is set; throws `Failure` (EX_USAGE) when only one is.
    static func fromEnvironment() throws(Failure) -> Administrator? {
        let environment = Environment.read()
        let email = environment[emailVariable] ?? ""
        let password = environment[passwordVariable] ?? ""
        if email.isEmpty && password.isEmpty { return nil }
        guard !email.isEmpty, !password.isEmpty else {
            throw .usage("\(emailVariable) and \(passwordVariable) are set together or not at all.")
        }
        return Administrator(email: email, password: password)
    }

    func create(_ application: Application, _ tx: Transaction) throws -> String {
        do {
            return try NewUser(
                email: email, name: "Administrator", role: "admin", password: password
            ).create(application, tx)
        } catch let problem as Problem {
            let reason = Failure(causedBy: problem)?.sentence ?? problem.detail
            throw Failure.usage("\(Self.emailVariable) and \(Self.passwordVariable): \(reason)")
        }
    }
}
