import Testing
import TratoTesting

struct MetricsAccessTests {
    private let server: TestServer
    private var nobody: Client { server.client(token: nil) }

    init() throws { server = try TestServer() }

    @Test func `a program on this machine needs no credential`() {
        for address in ["127.0.0.1", "127.8.9.10", "::1", "unix"] {
            #expect(nobody.from(address).get("/metrics").status == 200, "\(address)")
        }
    }

    @Test func `anybody else needs one`() {
        for address in ["192.0.2.1", "10.0.0.1", "2001:db8::1", "::", "1.127.0.0", "unknown", ""] {
            let answer = nobody.from(address).get("/metrics")
            #expect(answer.status == 401, "\(address): \(answer)")
            #expect(answer.header("www-authenticate") == "Bearer")
        }
    }

    @Test func `what a proxy on this machine passes on counts as from elsewhere`() {
        for name in [
            "Forwarded", "forwarded", "X-Forwarded-For", "x-forwarded-proto", "X-FORWARDED-HOST",
            "X-Forwarded-Anything", "Via", "X-Real-IP",
        ] {
            let answer = nobody.get("/metrics", headers: [(name, "127.0.0.1")])
            #expect(answer.status == 401, "\(name): \(answer)")
        }
        for name in ["X-Forward", "X-Request-Id", "Forwarded-X"] {
            #expect(nobody.get("/metrics", headers: [(name, "x")]).status == 200, "\(name)")
        }
    }

    @Test func `over a socket the same holds`() throws {
        try server.serving { connect in
            let client = try connect().with(token: nil)
            #expect(client.get("/metrics").status == 200)
            let headers = [("X-Forwarded-For", "192.0.2.1")]
            #expect(client.get("/metrics", headers: headers).status == 401)
            let head = client.send(.head, "/metrics")
            #expect(head.status == 200 && head.body.isEmpty)
        }
    }

    @Test func `a credential is what decides, from wherever it comes`() throws {
        let scraper = server.client(token: try server.key(role: "read_only", scopes: ["metrics"]))
        let other = server.client(token: try server.key(role: "admin"))
        for address in ["127.0.0.1", "192.0.2.1"] {
            #expect(scraper.from(address).get("/metrics").status == 200, "\(address)")
            let refused = other.from(address).get("/metrics")
            #expect(refused.status == 403, "\(address): \(refused)")
            #expect(refused.code == "forbidden")
            let unknown = nobody.with(token: "trato_unknown").from(address).get("/metrics")
            #expect(unknown.status == 401, "\(address): \(unknown)")
        }
        let headers = [("Forwarded", "for=192.0.2.1")]
        #expect(scraper.get("/metrics", headers: headers).status == 200)
    }

    @Test func `it takes no parameters and no other method, and is no part of a batch`() {
        let answer = nobody.get("/metrics?name=x")
        #expect(answer.status == 400 && answer.code == "bad_parameter", "\(answer)")
        #expect(server.admin.post("/metrics").status == 405)
        let batch = server.admin.post(
            "/v1/batch", ["operations": [["method": "GET", "path": "/metrics"]]])
        #expect(batch.status == 422, "\(batch)")
    }
}
