import HTTP
import Testing
import TratoTesting

/// Bodies that are read beside the loop are read as others are.
struct LongBodyTests {
    private let server: TestServer

    init() throws { server = try TestServer() }

    /// Unlike each other, since what packs too well is refused.
    private func operations(_ count: Int) -> String {
        var random = SystemRandomNumberGenerator()
        let all = (0..<count).map { _ in
            let name = String(random.next(), radix: 36) + String(random.next(), radix: 36)
            return
                #"{"method": "POST", "path": "/v1/parties", "body": {"kind": "organization", "display_name": "\#(name)"}}"#
        }
        return #"{"operations": [\#(all.joined(separator: ","))]}"#
    }

    @Test(arguments: [false, true], [false, true])
    func `a long body is taken, and what is wrong with it is told`(
        packed: Bool, overSocket: Bool
    ) throws {
        func check(_ client: Client) {
            func send(_ text: String, to path: String) -> TestResponse {
                let bytes = Array(text.utf8)
                var headers = [("Content-Type", "application/json")]
                if packed { headers.append(("Content-Encoding", "gzip")) }
                return client.send(
                    .post, path, headers: headers,
                    bytes: packed ? Gzip.pack(bytes, level: 6) : bytes)
            }
            let many = send(operations(900), to: "/v1/batch")
            #expect(many.status == 200, "\(many)")
            #expect(many.json["results"].elements.count == 900)
            let broken = send(operations(900) + "x", to: "/v1/batch")
            #expect(broken.status == 400 && broken.code == "malformed_json", "\(broken)")
            let unknown = send(operations(900), to: "/v1/parties")
            #expect(unknown.status == 422 && unknown.code == "validation_failed", "\(unknown)")
        }
        if overSocket {
            try server.serving { check(try $0()) }
        } else {
            check(server.admin)
        }
        #expect(server.admin.all("/v1/parties?sort=created_at").count == 900)
    }
}
