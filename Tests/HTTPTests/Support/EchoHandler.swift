import Dispatch
import HTTP
import Synchronization
import Testing

/// Answers with what it was asked, in the ways a path names.
final class EchoHandler: LoopHandler {
    private var held: [Exchange] = []

    func handle(_ request: Request, _ exchange: Exchange) {
        switch String(decoding: request.path, as: UTF8.self) {
        case "/hold": held.append(exchange)
        case "/release": release(exchange)
        case "/drop": break
        case "/later":
            exchange.after(milliseconds: 1) { exchange.respond(EchoHandler.text("later")) }
        case "/hop":
            DispatchQueue.global().async {
                exchange.onLoop { exchange.respond(EchoHandler.text("hopped")) }
            }
        case "/stream": stream(exchange.stream(Response(200, type: "text/event-stream")))
        case "/pieces": pieces(request, exchange)
        case "/big": exchange.respond(big(request))
        case "/secure": exchange.respond(EchoHandler.text("\(request.isSecure)"))
        case "/json": exchange.respond(json(request))
        case "/known":
            exchange.respond(Response(unchanged: json(request), tag: "17", isNamed: false))
        case let path where path.hasPrefix("/route-"):
            exchange.annotate(route: Int(path.dropFirst(7)) ?? 0)
            echo(request, exchange)
        case "/none": exchange.respond(Response(204))
        case "/unchanged": exchange.respond(Response(304))
        default: echo(request, exchange)
        }
    }

    func drained() {}

    /// Answers what is held, the last first, so that the order of answers is not that of requests.
    func releaseAll() {
        for exchange in held.reversed() { exchange.respond(EchoHandler.text("held")) }
        held = []
    }

    private func release(_ exchange: Exchange) {
        let waiting = held
        held = []
        DispatchQueue.global().async {
            exchange.respond(EchoHandler.text("released"))
            for (index, other) in waiting.enumerated().reversed() {
                other.respond(EchoHandler.text("held \(index)"))
            }
        }
    }

    private func stream(_ stream: BodyStream) {
        DispatchQueue.global().async {
            for index in 0..<3 { stream.write(Array("data: \(index)\n\n".utf8)) }
            stream.finish()
        }
    }

    /// What `/json` answers, in pieces of 1,000 bytes and each when the one before has left.
    private func pieces(_ request: Request, _ exchange: Exchange) {
        var head = json(request)
        let content = head.body
        head.body = []
        PieceWriter(exchange.stream(head), content).goOn(from: 0)
    }

    private func big(_ request: Request) -> Response {
        let count = request.query.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
        return Response(200, body: [UInt8](repeating: 0x78, count: count), type: "text/plain")
    }

    /// JSON of as many bytes as the query says, with an entity tag; `secret` before the number makes
    /// it one that is shown once, `ready` one that is at hand as gzip.
    private func json(_ request: Request) -> Response {
        let words = (request.query.map { String(decoding: $0, as: UTF8.self) } ?? "")
            .split(separator: ",")
        let count = words.last.flatMap { Int($0) } ?? 2
        let text = (0..<count / 7).map { "[\($0 % 90 + 10),2]," }.joined()
        let body = Array((text + String(repeating: " ", count: 7)).utf8.prefix(count))
        var response = Response(200, body: body, type: "application/json")
        response.add("ETag", "\"17\"")
        response.add("Location", "/json")
        response.caching = .revalidated
        response.vary = .authorization
        response.isSecret = words.first == "secret"
        if words.first == "ready" { response.gzipped = Gzip.pack(body, level: 9) }
        return response
    }

    private func echo(_ request: Request, _ exchange: Exchange) {
        exchange.annotate(actor: "tester")
        let path = String(decoding: request.path, as: UTF8.self)
        let body = String(decoding: request.body, as: UTF8.self)
        exchange.respond(
            EchoHandler.text("\(request.method.name) \(path) \(request.remoteAddress) \(body)"))
    }

    private static func text(_ text: String) -> Response {
        Response(200, body: Array(text.utf8), type: "text/plain")
    }
}

/// Runs a body against a server that echoes, and drains it afterwards.
func withServer(
    over transport: Transport = .plain, loops: Int = 1, limits: Limits = Limits(),
    accessLog: Int32? = nil,
    change: (inout ServerConfiguration) -> Void = { _ in }, _ body: (Server) throws -> Void
) throws {
    let place = TestPlace(transport)
    var configuration = place.configuration
    configuration.loops = loops
    configuration.limits = limits
    configuration.accessLog = accessLog
    change(&configuration)
    try withServer(configuration, body)
}

/// The same with a configuration of its own.
func withServer(_ configuration: ServerConfiguration, _ body: (Server) throws -> Void) throws {
    let server = Server(configuration: configuration) { _ in EchoHandler() }
    try server.start()
    defer { drain(server, deadlineSeconds: 0) }
    try body(server)
}

/// Drains and waits for it.
func drain(_ server: Server, deadlineSeconds: Int) {
    let done = DispatchSemaphore(value: 0)
    server.drain(deadlineSeconds: deadlineSeconds) { done.signal() }
    #expect(done.wait(timeout: .now() + 20) == .success)
}
