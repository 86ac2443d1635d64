import HTTP
import JSON
import Schema
import Store

extension Application {
    /// Runs one request of this process in an open transaction and returns its answer's body, if it
    /// has one: the command line and the demo go through the same rules as clients.
    ///
    /// Throws what the caller of that request would be answered. A password in the body is hashed
    /// here, which takes about half a second.
    package func perform(
        _ method: Method, _ target: String, _ body: Value? = nil,
        headers: [(String, String)] = [], as access: Access = .system, ids: IDSource? = nil,
        in tx: Transaction
    ) throws -> JSONDocument? {
        let outer = tx.context
        defer { tx.context = outer }
        tx.attach(self)
        var call = try localCall(method, target, body, headers, access, tx)
        if let password = call.clearPassword { call.passwordHash = Passwords.hash(password) }
        tx.context = call.context(self, ids: ids ?? writerIDs.source)
        let executor = Executor(application: self)
        let response = try tx.savepoint {
            try executor.render(try executor.run(call, tx), call, tx)
        }
        return response.body.isEmpty ? nil : try JSONDocument(response.body)
    }

    private func localCall(
        _ method: Method, _ target: String, _ body: Value?, _ headers: [(String, String)],
        _ access: Access, _ tx: Transaction
    ) throws -> Call {
        let bytes = body?.encoded ?? []
        let request = Request(method: method, target: target, headers: headers, body: bytes)
        guard
            case .found(let index, let parameters) = endpoints.router.match(request)
        else { throw Problem(.notFound, "There is no \(method.name) \(target).") }
        return Call(
            request: request, endpoint: endpoints.endpoint(index), parameters: parameters,
            query: request.query.flatMap { QueryItems($0)?.items } ?? [], access: access,
            customFields: try identity.customFields(tx),
            body: bytes.isEmpty ? nil : try JSONDocument(bytes).root)
    }
}
