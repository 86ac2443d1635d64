import HTTP
import JSON
import Schema
import Store

extension Pipeline {
    /// `POST /v1/sessions`: checks the password off the loop, then opens the session on the writer.
    func openSession(_ call: Call, _ exchange: Exchange, _ tx: Transaction) throws {
        let (email, password) = try Login.read(call)
        guard password.unicodeScalars.count >= PasswordLength.fewest else { throw Login.refusal }
        tx.attach(application)
        let user = try application.identity.password(email, tx)
        let application = application
        try application.passwords.run {
            let isRight = Passwords.verify(password, user?.hash ?? Passwords.decoy)
            do {
                guard isRight, let user else { throw Login.refusal }
                var proven = call
                proven.subject = user.id
                try application.submit(proven, nil, exchange, starts: true)
            } catch {
                exchange.respond(application.refusal(error, call.request))
            }
        }
    }
}

extension Executor {
    func openSession(_ call: Call, _ tx: Transaction) throws -> Answer {
        guard let user = call.subject else { preconditionFailure("nobody has logged in") }
        return try application.identity.openSession(user, Token.make("session_"), tx)
    }
}

private enum Login {
    /// The same words whatever is wrong, so that nobody learns who has an account.
    static let refusal = Problem(.unauthenticated, "The e-mail or the password is wrong.")

    /// Reads and checks the body before anything costs; throws every fault at once.
    static func read(_ call: Call) throws -> (email: String, password: String) {
        if let first = call.query.first {
            throw ListParameters.bad(first.name, "There is no parameter \(first.name).")
        }
        guard let body = call.body else {
            throw Problem(.malformedJSON, "The request needs a JSON body with email and password.")
        }
        guard body.kind == .object else {
            throw Problem.invalid("", .wrongType, "The body must be an object.")
        }
        var faults: [Fault] = []
        for (name, _) in body.members where name != "email" && name != "password" {
            faults.append(
                Fault(
                    pointer: "/" + pointerToken(name), code: .unknownField,
                    message: "There is no field \(name)."))
        }
        for name in ["email", "password"] where body[name]?.string == nil {
            let isThere = body[name].map { !$0.isNull } ?? false
            faults.append(
                Fault(
                    pointer: "/" + name, code: isThere ? .wrongType : .required,
                    message: isThere ? "\(name) must be a string." : "\(name) is required."))
        }
        let given = body["email"]?.string
        let email = given.flatMap { Email.normalized($0) }
        if given != nil, email == nil {
            faults.append(
                Fault(
                    pointer: "/email", code: .malformed, message: "email must be an e-mail address."
                )
            )
        }
        let password = body["password"]?.string
        if let password, password.utf8.count > PasswordLength.mostBytes {
            faults.append(
                Fault(
                    pointer: "/password", code: .tooLong,
                    message: "password has at most \(PasswordLength.mostBytes) bytes."))
        }
        guard faults.isEmpty, let email, let password else { throw Problem.invalid(faults) }
        return (email, password)
    }
}
