import Dispatch
import HTTP
import JSON
import Schema
import Synchronization

/// A request with its body unpacked and read as its endpoint takes it.
struct RequestBody: Sendable {
    let request: Request
    /// Nil when there is no body, or it is a form.
    let json: JSONDocument?
    /// The items of a form.
    let form: [(name: String, value: String)]

    init(_ packed: Request, _ endpoint: Endpoint, _ limits: Limits) throws {
        let dialect = endpoint.dialect
        request =
            dialect == .file
            ? packed : try Negotiation.unpacked(packed, endpoint, limits: limits)
        guard !request.body.isEmpty, dialect != .file else {
            (json, form) = (nil, [])
            return
        }
        if let limit = dialect.bodyLimit, request.body.count > limit {
            throw Problem(.bodyTooLarge, "The body has over \(limit) bytes.")
        }
        switch dialect {
        case .json, .file:
            json = try JSONDocument(request.body, maximumDepth: limits.jsonDepth)
            form = []
        case .oauth, .page:
            guard let items = QueryItems(request.body[...])?.items else {
                throw Problem(.malformedRequest, "The body is no form in percent-encoded UTF-8.")
            }
            (json, form) = (nil, items)
        }
    }

    /// Bytes of a body that a loop reads itself: some hundred microseconds of its time.
    private static let short = 64 * 1024
    /// The same of one that is packed, and may be many times as long.
    private static let shortPacked = 4 * 1024

    /// Whether reading it would keep the others of a loop waiting.
    static func isLong(_ request: Request, _ endpoint: Endpoint) -> Bool {
        guard request.body.count > shortPacked, endpoint.dialect != .file else { return false }
        return request.body.count > short || request.header("content-encoding") != nil
    }
}

/// A request that was routed, whose caller may do what it asks for.
struct Routed {
    let endpoint: Endpoint
    let parameters: [String]
    let known: KnownCredential?
    let sight: Sight?
}

/// Where long bodies are read, beside the loops and bounded together.
final class BodyReaders: Sendable {
    private let waiting = Atomic(0)
    private let queue = DispatchQueue(
        label: "trato.bodies", qos: .userInitiated, attributes: .concurrent)

    /// Bytes of bodies that may wait.
    private static let most = 64 << 20

    /// Throws `overloaded` when too much waits; one body alone may have any length.
    func read(_ count: Int, _ work: @escaping @Sendable () -> Void) throws {
        let sum = waiting.add(count, ordering: .relaxed).newValue
        guard sum <= Self.most || sum == count else {
            waiting.subtract(count, ordering: .relaxed)
            var problem = Problem(.overloaded, "Too many long bodies are being read; try again.")
            problem.retryAfterSeconds = 1
            throw problem
        }
        queue.async { [self] in
            work()
            waiting.subtract(count, ordering: .relaxed)
        }
    }
}

extension Pipeline {
    /// Has a long body read by another thread, and goes on with it here.
    func readElsewhere(_ request: Request, _ routed: Routed, _ exchange: Exchange) throws {
        let bound = LoopBound(value: (pipeline: self, routed: routed))
        let (endpoint, limits) = (routed.endpoint, exchange.limits)
        try application.bodies.read(request.body.count) {
            let body = Result { try RequestBody(request, endpoint, limits) }
            exchange.onLoop {
                let (pipeline, routed) = bound.value
                do {
                    try pipeline.run(body.get(), routed, exchange)
                } catch {
                    exchange.respond(pipeline.refusal(error, request, endpoint.dialect))
                }
            }
        }
    }
}
