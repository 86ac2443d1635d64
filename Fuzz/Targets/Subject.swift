import Schema
import TratoTesting

/// One server in this process, with some records, that is made anew before it has grown.
enum Subject {
    nonisolated(unsafe) private static var current: TestServer?
    nonisolated(unsafe) private static var uses = 0

    static var server: TestServer {
        uses += 1
        if let current, uses % 5_000 != 0 { return current }
        do {
            let server = try TestServer()
            fill(server)
            current = server
            return server
        } catch {
            finding("no server: \(error)")
        }
    }

    /// The names of resources in the order of their registration.
    static let resources = server.registry.resources

    private static func fill(_ server: TestServer) {
        for name in ["Ana", "Berta", "Carla 100%", "Déjà vu"] {
            let made = server.admin.post(
                "/v1/parties",
                ["kind": "organization", "display_name": .string(name), "tags": ["red"]])
            expect(made.status == 201, "\(made)")
        }
    }

    /// The answer must not be our fault, and nothing may be reported as such.
    static func judge(_ answer: TestResponse, _ server: TestServer) {
        expect(answer.status < 500 || answer.status == 503, "\(answer) \(server.log.failures)")
        expect(server.log.failures.isEmpty, "\(server.log.failures)")
    }
}
