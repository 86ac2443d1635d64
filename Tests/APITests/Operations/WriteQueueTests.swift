import Dispatch
import Store
import Testing
import TratoTesting

/// What clients see while more writes wait than the server keeps.
struct WriteQueueTests {
    private static let body: JSONValue = ["kind": "person", "given_name": "Ana"]

    /// Runs the body while the writer is held up and its queue holds jobs of these sizes.
    private func held(
        _ server: TestServer, waiting: [Int], _ body: () throws -> Void
    ) throws {
        let (started, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let done = DispatchGroup()
        try server.database.writer.submit(
            Writer.Job(
                run: { _ in
                    started.signal()
                    gate.wait()
                }, done: { _ in }))
        started.wait()
        for bytes in waiting {
            done.enter()
            try server.database.writer.submit(
                Writer.Job(bytes: bytes, run: { _ in }, done: { _ in done.leave() }))
        }
        try body()
        gate.signal()
        done.wait()
    }

    @Test(arguments: [[0, 0, 0], [1_000]])
    func `a write that finds no place is told when to come again`(waiting: [Int]) throws {
        var limits = Writer.Limits()
        limits.queue = 3
        limits.queueBytes = 1_000
        let server = try TestServer(limits: limits)
        let party = server.admin.post("/v1/parties", Self.body)
        #expect(party.status == 201)
        try held(server, waiting: waiting) {
            for answer in [
                server.admin.post("/v1/parties", Self.body),
                server.admin.patch("/v1/parties/\(party.id)", ["given_name": "Eva"], match: "*"),
                server.admin.post("/v1/batch", ["operations": []]),
            ] {
                #expect(answer.status == 503, "\(answer)")
                #expect(answer.code == "overloaded")
                #expect(answer.header("retry-after") == "1")
            }
            // Reading goes on, and the server is as ready as before.
            #expect(server.admin.get("/v1/parties/\(party.id)").json["given_name"] == "Ana")
            #expect(server.admin.get("/readyz").status == 200)
        }
        #expect(server.admin.post("/v1/parties", Self.body).status == 201)
        #expect(server.admin.get("/v1/parties?count=exact").json["count"] == 2)
    }
}
