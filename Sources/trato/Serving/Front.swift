import API
import HTTP
import Schema
import Synchronization

/// What stands before a loop's pipeline: it answers while the database is still being opened.
///
/// The port is bound first, so that a taken one is reported before anything is touched, and so that
/// a load balancer sees a server that starts (503) and not one that is missing while long
/// migrations run.
final class Front: LoopHandler {
    private(set) var pipeline: Pipeline?

    /// From now on the pipeline answers.
    func open(_ application: Application) throws { pipeline = try Pipeline(application) }

    func handle(_ request: Request, _ exchange: Exchange) {
        guard let pipeline else {
            exchange.respond(Self.starting(request))
            return
        }
        pipeline.handle(request, exchange)
    }

    func receive(_ request: Request) -> Reception {
        pipeline?.receive(request) ?? .refused(Self.starting(request))
    }

    func methods(at request: Request) -> [Method] {
        pipeline?.methods(at: request) ?? Method.allCases
    }

    func drained() { pipeline?.drained() }

    private static func starting(_ request: Request) -> Response {
        let path = String(decoding: request.path, as: UTF8.self)
        if path == "/livez" {
            return Response(200, body: Array("{\"status\":\"ok\"}".utf8), type: "application/json")
        }
        var problem = Problem(.overloaded, "The server is starting.")
        problem.retryAfterSeconds = 1
        return problem.response(instance: path, requestID: request.id)
    }
}
