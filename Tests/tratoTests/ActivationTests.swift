import Testing

struct ActivationTests {
    @Test func `a service manager passes a socket and is told how the server is`() throws {
        let service = try ServiceProcess()
        // The socket listens already, so a client that comes during the start just waits.
        #expect(service.nextState() == "READY=1")
        #expect(try service.ask("/readyz") == "HTTP/1.1 200 OK")
        #expect(service.output() == "listening on http://127.0.0.1:\(service.port)\n")
        #expect(service.terminate() == 0)
        #expect(service.nextState() == "STOPPING=1")
    }
}
