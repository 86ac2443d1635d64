import HTTP
import JSON
import Schema
import Store

extension Application {
    /// What a request that fails is answered, in the words of its endpoint.
    func refusal(
        _ error: any Error, _ request: Request, _ dialect: Dialect = .json
    ) -> Response {
        if dialect == .oauth, let refusal = TokenRefusal(error) { return refusal.response }
        let problem = Problem.from(error, log, "request \(request.id)")
        if dialect == .page, let page = refusalPage {
            var response = page(problem, request.header("accept-language") ?? "").response
            if let seconds = problem.retryAfterSeconds { response.add("Retry-After", "\(seconds)") }
            return response
        }
        let instance = String(decoding: request.path, as: UTF8.self)
        return problem.response(instance: instance, requestID: request.id)
    }
}

extension Problem {
    /// RFC 9457.
    package func response(instance: String, requestID: String) -> Response {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.key("type")
        json.string("/problems/\(code.rawValue)")
        json.key("title")
        json.string(code.title)
        json.key("status")
        json.integer(Int64(code.status))
        json.key("code")
        json.string(code.rawValue)
        json.key("detail")
        json.string(detail)
        json.key("instance")
        json.string(instance)
        json.key("request_id")
        json.string(requestID)
        if !faults.isEmpty { writeFaults(&json) }
        for (name, value) in extras {
            json.key(name)
            value.write(to: &json)
        }
        json.endObject()
        var response = Response(code.status, body: json.finish(), type: "application/problem+json")
        if let version { response.add("ETag", "\"\(version)\"") }
        if let seconds = retryAfterSeconds { response.add("Retry-After", "\(seconds)") }
        if code == .unauthenticated { response.add("WWW-Authenticate", "Bearer") }
        for (name, value) in headers { response.add(name, value) }
        return response
    }

    private func writeFaults(_ json: inout JSONWriter) {
        json.key("errors")
        json.beginArray()
        for fault in faults {
            json.beginObject()
            json.key("pointer")
            json.string(fault.pointer)
            json.key("code")
            json.string(fault.code.rawValue)
            json.key("message")
            json.string(fault.message)
            json.endObject()
        }
        json.endArray()
    }

    /// What the caller is told of any error; what is our fault goes to the operator's log in full, of everything else
    /// the code only, since its words may hold what the caller sent.
    static func from(
        _ error: any Error, _ log: Log, _ subject: @autoclosure () -> String
    ) -> Problem {
        guard let problem = known(error) else {
            log(.error, "\(subject()): \(error)")
            return Problem(
                .internalError, "The cause is in the server's log under this request_id.")
        }
        switch error {
        case StoreError.inputOutput, StoreError.damaged: log(.error, "\(subject()): \(error)")
        default: break
        }
        log(.debug, "\(subject()): \(problem.code.status) \(problem.code.rawValue)")
        return problem
    }

    /// Nil for what is our fault.
    private static func known(_ error: any Error) -> Problem? {
        switch error {
        case let problem as Problem: return problem
        case let unknown as UnknownKey: return unknown.problem
        case is AmountOverflow:
            return Problem(.amountTooLarge, "An amount exceeds 9000000000000.")
        case let fault as Fault: return .invalid([fault])
        case let error as JSONError:
            return Problem(
                .malformedJSON, "At byte \(error.offset): \(error.reason).",
                extras: [("offset", .integer(Int64(error.offset)))])
        case StoreError.full:
            return Problem(.storageFull, "The disk is full; try again when there is room.")
        case StoreError.busy, StoreError.inputOutput, StoreError.damaged:
            var problem = Problem(.overloaded, "Writes cannot be taken right now.")
            problem.retryAfterSeconds = 1
            return problem
        default: return nil
        }
    }
}
