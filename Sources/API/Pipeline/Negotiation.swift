import HTTP
import Schema

/// What the client can take and what it has sent: RFC 9110 sections 8.3, 8.4 and 12.
enum Negotiation {
    private static let json: StaticString = "application/json"
    private static let events: StaticString = "text/event-stream"
    /// Bytes of an unpacked body where no credential is asked for.
    private static let unpackedForNobody = 64 * 1024

    /// Refuses what cannot be understood or answered, whoever asks.
    static func check(_ request: Request, _ endpoint: Endpoint) throws {
        try checkAccept(request, endpoint)
        if !request.body.isEmpty { try checkBody(request, endpoint.dialect) }
    }

    /// Refused only when the client excludes all that we could send.
    private static func checkAccept(_ request: Request, _ endpoint: Endpoint) throws {
        guard request.coding != .none else {
            throw Problem(.notAcceptable, "Answers come as they are (identity) or as gzip.")
        }
        guard endpoint.produces.isEmpty else {
            guard chosen(request, endpoint.produces).isEmpty else { return }
            let list = endpoint.produces.map { "\($0)" }.joined(separator: " or ")
            throw Problem(.notAcceptable, "This address answers \(list).")
        }
        guard endpoint.isV1, request.weight(of: json).weight == 0 else { return }
        if case .system(.changes) = endpoint.operation, request.weight(of: events).weight > 0 {
            return
        }
        throw Problem(.notAcceptable, "This address answers \(json).")
    }

    /// Which of some media types the client wants most, the first of equals; empty when it wants none of them.
    static func chosen(_ request: Request, _ types: [StaticString]) -> String {
        var best = (type: "", weight: 0)
        for type in types {
            let weight = request.weight(of: type).weight
            if weight > best.weight { best = ("\(type)", weight) }
        }
        return best.type
    }

    /// Whether the client asks for the feed as a stream: rather than as JSON, or by name and as much.
    static func wantsEvents(_ request: Request) throws -> Bool {
        let stream = request.weight(of: events)
        let least = request.weight(of: json).weight + (stream.isNamed ? 0 : 1)
        guard stream.weight > 0, stream.weight >= least else { return false }
        guard request.coding != .gzipOnly else {
            throw Problem(.notAcceptable, "A stream of events comes as it is (identity).")
        }
        return true
    }

    private static func checkBody(_ request: Request, _ dialect: Dialect) throws {
        guard request.method != .get, request.method != .head else {
            throw Problem(.malformedRequest, "A \(request.method.name) has no body here.")
        }
        guard request.headerLines("content-type") <= 1 else {
            throw Problem(.malformedRequest, "Content-Type stands twice.")
        }
        let types = dialect.types(request.method)
        guard let type = request.header("content-type"),
            types.contains(where: { MediaType.isUTF8(type, $0) })
        else {
            var problem = Problem(
                .unsupportedMediaType, "Send \(types.joined(separator: " or ")).")
            // What would be taken is told, section 15.5.16.
            problem.headers = [("Accept", types.joined(separator: ", "))]
            throw problem
        }
        // Section 14.5: a part must not be taken for the whole.
        guard request.method != .put || request.header("content-range") == nil else {
            throw Problem(.malformedRequest, "A PUT with Content-Range would write a part only.")
        }
    }

    /// The request with its body as it was before a content coding.
    ///
    /// Called once it is known who asks: unpacking is work. Where nobody needs to be known, less is
    /// taken.
    static func unpacked(
        _ request: Request, _ endpoint: Endpoint, limits: Limits
    ) throws -> Request {
        guard !request.body.isEmpty, let value = request.header("content-encoding") else {
            return request
        }
        let codings = value.lowercased().split(separator: ",").map(trimmed).filter {
            $0 != "identity"
        }
        guard !codings.isEmpty else { return request }
        guard codings == ["gzip"] || codings == ["x-gzip"] else {
            var problem = Problem(.unsupportedMediaType, "The only Content-Encoding read is gzip.")
            problem.headers = [("Accept-Encoding", "gzip")]
            throw problem
        }
        var limits = limits
        if !endpoint.needsCredential {
            limits.unpacked = min(limits.unpacked, unpackedForNobody)
        }
        var request = request
        do throws(Gzip.Failure) {
            request.body = try Gzip.unpack(request.body, limits: limits)
        } catch .tooLarge {
            throw Problem(
                .bodyTooLarge,
                "Unpacked, a body has at most \(limits.unpacked) bytes, "
                    + "and \(limits.unpackRatio) times those that were sent.")
        } catch {
            throw Problem(
                .malformedRequest, "The body is not gzip, ends early, or something follows it.")
        }
        return request
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " || $0 == "\t" }
        let count = start.reversed().drop { $0 == " " || $0 == "\t" }.count
        return String(start.prefix(count))
    }
}
