import API
import Dispatch
import HTTP

/// The real server on a port of its own.
final class TestSocket: Sendable {
    private let server: Server

    init(_ application: Application) throws {
        server = Server(configuration: ServerConfiguration(loops: 1)) { _ in
            do { return try Pipeline(application) } catch {
                preconditionFailure("no pipeline: \(error)")
            }
        }
        application.onAnswers { [server] in server.wake() }
        application.onChange { [server] in
            server.onEachLoop { ($0 as? Pipeline)?.wakeFollowers() }
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
