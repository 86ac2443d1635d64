import API
import CRM
import Dispatch
import HTTP

/// The real server on a port of its own.
final class TestSocket: Sendable {
    private let server: Server

    init(_ application: Application, accessLog: Int32?) throws {
        var configuration = ServerConfiguration(loops: 1, accessLog: accessLog)
        configuration.secretPaths = Trato.secretPaths
        configuration.uploads = [Endpoints.imports]
        server = Server(configuration: configuration) { _ in
            do { return try Pipeline(application) } catch {
                preconditionFailure("no pipeline: \(error)")
            }
        }
        application.onAnswers { [server] in server.wake() }
        application.reach { [server] work in
            server.visitLoops { handler, traffic in
                if let pipeline = handler as? Pipeline { work(pipeline, traffic) }
            }
        }
        try server.start()
    }

    var port: Int { server.port }

    /// Cuts what is open after a second.
    func stop() {
        let done = DispatchSemaphore(value: 0)
        server.drain(deadlineSeconds: 1) { done.signal() }
        done.wait()
    }
}
