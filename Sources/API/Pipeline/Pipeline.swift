// What every request goes through, in order: route, authenticate, authorise, read the body, run, render, send.
//
// One pipeline belongs to one loop, with a read connection and a cache of credentials of its own, and takes no lock.
// Reads run here at once. Writes are handed to the writer with everything they need already read and checked, so that
// the one thread that all writes share spends its time on the database; their answer comes back after the commit.

import HTTP
import JSON
import Schema
import Store

package final class Pipeline: LoopHandler {
    let application: Application
    let executor: Executor
    private let endpoints: Endpoints
    let reader: Reader
    var credentials: CredentialCache
    let ids = IDSource()
    let encoded = EncodedRecords(capacity: 16 * 1024 * 1024)
    /// Clients of this loop that wait for the feed.
    var followers: [Follower] = []
    /// Whether a look at those is due.
    var isWatching = false
    /// Whether this batch of events queued writes that nobody has started.
    var hasSubmitted = false
    /// Milliseconds since 1970 at the first request of this batch of events that asked.
    private var batchTime: Int64?
    /// The context of the read before, for the next one by the same caller.
    private var lastContext: Context?
    /// What `GET /livez` answers: that the process runs is known by its answering.
    private let alive = Response(
        200, body: Array(#"{"status":"ok"}"#.utf8), type: "application/json")

    package init(_ application: Application) throws {
        self.application = application
        executor = Executor(application: application)
        endpoints = Endpoints(copyOf: application.endpoints)
        reader = try application.database.reader()
        credentials = CredentialCache()
    }

    package func handle(_ request: Request, _ exchange: Exchange) {
        var dialect = Dialect.json
        do {
            let (number, parameters) = try route(request, exchange)
            let endpoint = endpoints.all[number]
            dialect = endpoint.dialect
            if dialect == .page {
                try application.pageRate.take(
                    link: parameters.first ?? "", address: request.remoteAddress, now: time)
            }
            try serve(request, endpoint, number, parameters, exchange)
        } catch {
            if error is UnknownKey, retry(request, exchange) { return }
            exchange.respond(refusal(error, request, dialect))
        }
    }

    package func methods(at request: Request) -> [Method] {
        // No address has OPTIONS by itself, so what refuses it names all others.
        var probe = request
        probe.method = .options
        guard case .methodNotAllowed(let methods) = endpoints.router.match(probe) else { return [] }
        return methods + [.options]
    }

    package func drained() {
        reader.end()
        batchTime = nil
        guard hasSubmitted else { return }
        hasSubmitted = false
        application.database.writer.start()
    }

    /// Runs a request again once the keys of the OpenID provider are fetched anew; false when they were a moment ago.
    private func retry(_ request: Request, _ exchange: Exchange) -> Bool {
        let bound = LoopBound(value: self)
        let isComing = application.openID?.refresh {
            exchange.onLoop { bound.value.handle(request, exchange) }
        }
        if isComing == true { return true }
        // They have come since this request looked.
        guard credentials.isStale(application) else { return false }
        handle(request, exchange)
        return true
    }

    private func serve(
        _ request: Request, _ endpoint: Endpoint, _ number: Int, _ parameters: [String],
        _ exchange: Exchange
    ) throws {
        try Negotiation.check(request, endpoint)
        if case .system(.live) = endpoint.operation, !request.isConditional {
            return exchange.respond(alive)
        }
        if endpoint.isWrite { _ = try Idempotency.Key.text(of: request) }
        let known = try authenticate(request, endpoint, exchange)
        let sight = try authorise(known, endpoint, number)
        let routed = Routed(
            endpoint: endpoint, parameters: parameters, known: known, sight: sight)
        if RequestBody.isLong(request, endpoint) {
            return try readElsewhere(request, routed, exchange)
        }
        try run(RequestBody(request, endpoint, exchange.limits), routed, exchange)
    }

    /// Runs a request whose body has been read.
    func run(_ body: RequestBody, _ routed: Routed, _ exchange: Exchange) throws {
        let (endpoint, known) = (routed.endpoint, routed.known)
        let call = Call(
            request: body.request, endpoint: endpoint, parameters: routed.parameters,
            query: try query(of: body.request), access: known?.access ?? .nobody,
            sight: routed.sight,
            customFields: known == nil ? .none : try credentials.customFields(application, reader),
            body: body.json?.root, form: body.form)
        switch endpoint.operation {
        case .openSession: try openSession(call, exchange, reader.transaction())
        case .grantToken: try grantToken(call, exchange, reader.transaction())
        case .system(.changes): try follow(call, exchange, reader.transaction())
        case .system(.metrics): try scrape(call, exchange)
        case .importFile: try importFile(call, exchange)
        case .download(let kind): try download(call, kind, exchange, reader.transaction())
        case _ where endpoint.isWrite: try write(call, exchange)
        case _ where endpoint.operation.isSlow:
            try application.workers.read(call, exchange, application)
        default: exchange.respond(try read(call))
        }
    }

    // MARK: Steps

    /// The number of the endpoint, and the values of the path's parameters.
    func route(_ request: Request, _ exchange: Exchange?) throws -> (Int, [String]) {
        switch endpoints.router.match(request) {
        case .found(let number, let parameters):
            exchange?.annotate(route: number)
            return (number, parameters)
        case .methodNotAllowed(let methods): throw NotAllowed(methods: methods)
        case .notFound, .badPath: throw Problem(.notFound, "There is nothing at this address.")
        }
    }

    /// Who asks; nil where nobody is asked.
    private func authenticate(
        _ request: Request, _ endpoint: Endpoint, _ exchange: Exchange
    ) throws -> KnownCredential? {
        guard endpoint.asksWho(request) else { return nil }
        let caller = try credentials.caller(request, application, reader, now: time)
        exchange.annotate(actor: caller.access.name)
        if let scope = endpoint.scope, !caller.access.scopes.contains(scope) {
            throw Problem(.forbidden, "Your credential has not the scope \(scope).")
        }
        return caller
    }

    var time: Int64 {
        if let batchTime { return batchTime }
        let now = application.database.clock.milliseconds()
        batchTime = now
        return now
    }

    /// How far the endpoint's right reaches; nil where it needs none.
    func authorise(
        _ caller: KnownCredential?, _ endpoint: Endpoint, _ number: Int
    ) throws -> Sight? {
        guard let right = endpoint.right, let table = endpoint.resource else { return nil }
        guard let sight = caller?.sight(endpoint, number) else {
            throw Problem(.forbidden, "Your role may not \(right) \(table.name).")
        }
        return sight
    }

    func query(of request: Request) throws -> [(name: String, value: String)] {
        guard let raw = request.query, !raw.isEmpty else { return [] }
        guard let items = QueryItems(raw)?.items else {
            throw Problem(.badParameter, "The query is not valid percent-encoded UTF-8.")
        }
        guard items.count <= 100 else {
            throw Problem(.badParameter, "The query has over 100 items.")
        }
        return items
    }

    private func read(_ call: Call) throws -> Response {
        var response = try executor.unchanged(call, encoded, asOf: reader.commits) ?? look(call)
        call.endpoint.finish(&response)
        return response
    }

    /// Reads from the database.
    private func look(_ call: Call) throws -> Response {
        let tx = try reader.transaction()
        tx.context = context(of: call)
        return try executor.render(try executor.run(call, tx), call, tx)
    }

    /// A read leaves no trace in its context, so the next one may have it.
    private func context(of call: Call) -> Context {
        if let lastContext, lastContext.access === call.access,
            lastContext.customFields == call.customFields
        {
            return lastContext
        }
        let made = call.context(application, ids: ids, encoded: encoded)
        lastContext = made
        return made
    }

    func refusal(
        _ error: any Error, _ request: Request, _ dialect: Dialect = .json
    ) -> Response {
        if let refusal = error as? NotAllowed {
            if request.method == .options {
                // RFC 9110 section 9.3.7; what a browser wants to hear besides, the server adds.
                var response = Response(204)
                response.add("Allow", Method.list(refusal.methods + [.options]))
                return response
            }
            var response = application.refusal(
                Problem(.methodNotAllowed, "Allowed here: \(Method.list(refusal.methods))."),
                request)
            response.add("Allow", Method.list(refusal.methods + [.options]))
            return response
        }
        return application.refusal(error, request, dialect)
    }
}

extension Endpoint {
    /// Says what caches may do with what was read.
    func finish(_ response: inout Response) {
        guard isV1 else { return }
        response.caching = .revalidated
        response.vary = .caller
    }

    /// Whether a request must say who asks, or may and does.
    fileprivate func asksWho(_ request: Request) -> Bool {
        if scope == nil, !welcomesCredential { return needsCredential }
        let isSent = request.hasHeader("authorization")
        if scope != nil { return isSent || !request.isFromThisMachine || request.isForwarded }
        return needsCredential || (welcomesCredential && isSent)
    }
}

/// A method that an address does not have; `Allow` needs the others.
struct NotAllowed: Error {
    let methods: [Method]
}

extension Access {
    /// Who asks where no credential is needed.
    package static let nobody = Access(
        actorID: nil, credentialID: nil, userID: nil, name: "-", roleName: "", teamID: nil,
        teamTree: [], scopes: [], timeZone: "UTC", rights: [])
}

extension Transaction {
    /// What the loop's transaction is attached to while it looks a credential up.
    func attach(_ application: Application) {
        guard context == nil else { return }
        context = Context(
            access: .system, registry: application.registry, settings: application.settings)
    }
}
