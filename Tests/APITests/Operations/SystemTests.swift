import API
import HTTP
import Schema
import Testing
import TratoTesting

struct SystemTests {
    private let server: TestServer
    private var admin: Client { server.admin }

    init() throws { server = try TestServer() }

    @Test func `every problem is listed`() throws {
        let list = admin.get("/v1/problems")
        #expect(list.status == 200)
        #expect(list.data.compactMap { $0["code"].string } == ProblemCode.allCases.map(\.rawValue))
        for problem in list.data {
            #expect(problem["type"].string == "/problems/\(problem["code"].string ?? "")")
            #expect((400..<600).contains(problem["status"].integer ?? 0))
            #expect(problem["title"].string?.isEmpty == false)
        }
    }

    @Test func `a problem has the members of its standard`() throws {
        let answer = admin.get("/v1/parties/nothing", headers: [("X-Request-Id", "abc-1")])
        #expect(answer.header("content-type") == "application/problem+json")
        #expect(answer.json["type"] == "/problems/not_found")
        #expect(answer.json["status"] == 404)
        #expect(answer.json["title"].string == ProblemCode.notFound.title)
        #expect(answer.json["instance"] == "/v1/parties/nothing")
        #expect(answer.json["request_id"] == "abc-1")
        #expect(answer.json["detail"].string?.isEmpty == false)
    }

    @Test func `health needs no credential`() throws {
        let nobody = server.client(token: nil)
        #expect(nobody.get("/livez").status == 200)
        #expect(nobody.get("/readyz").status == 200)
        server.application.beginDraining()
        #expect(nobody.get("/livez").status == 200)
        #expect(nobody.get("/readyz").status == 503)
    }

    @Test(arguments: ["/livez", "/v1/parties", "/v1/parties/{id}", "/v1/orders/search", "/nothing"])
    func `what no address has is refused with the methods of this one`(path: String) throws {
        let made = admin.post("/v1/parties", ["kind": "person", "given_name": "Ana"])
        let path = path.replacing("{id}", with: made.id)
        let request = Request(method: .get, target: path)
        let methods = try Pipeline(server.application).methods(at: request)
        let allowed = admin.send(.options, path).header("allow")
        #expect(methods.isEmpty ? allowed == nil : allowed == Method.list(methods))
        #expect(methods.isEmpty == (path == "/nothing"))
    }

    @Test(arguments: ["/openapi.json", "/openapi.yaml"])
    func `the description shows custom fields to those with a credential`(path: String) throws {
        let made = admin.post(
            "/v1/custom-fields",
            ["resource": "parties", "key": "secret_plan", "label": "Plan", "kind": "text"])
        #expect(made.status == 201)
        let nobody = server.client(token: nil)
        let reader = server.client(token: try server.key(role: "read_only"))
        for _ in 0..<2 {
            for (client, isShown) in [(nobody, false), (reader, true), (admin, true)] {
                let answer = client.get(path)
                #expect(answer.status == 200, "\(answer)")
                #expect(answer.text.contains("secret_plan") == isShown)
                #expect(answer.header("vary")?.contains("Authorization") == true)
                #expect(answer.header("cache-control") == "no-cache")
                // RFC 9110 section 15.4.5: what the 200 would say.
                let known = client.get(path, headers: [("If-None-Match", "*")])
                #expect(known.status == 304)
                #expect(known.header("vary") == answer.header("vary"))
                #expect(known.header("etag") == answer.header("etag"))
            }
        }
        #expect(server.client(token: "trato_wrong").get(path).code == "unauthenticated")
    }

    @Test func `a search goes across resources and keeps to what is seen`() throws {
        let maker = Maker(server)
        _ = try maker.make("parties", ["display_name": "Zebra Trading"])
        _ = try maker.make("teams", ["name": "Zebra Team"])
        try server.role(
            "partial",
            [
                (resource: "parties", actions: ["read"], sight: "own"),
                (resource: "teams", actions: ["read"], sight: "all"),
            ])
        let partial = try server.person("Paula", role: "partial")
        let all = admin.get("/v1/search?q=zebra")
        #expect(
            Set(all.data.compactMap { $0["resource"].string }) == ["parties", "teams"], "\(all)")
        #expect(Set(all.data.compactMap { $0["title"].string }) == ["Zebra Trading", "Zebra Team"])
        #expect(
            partial.get("/v1/search?q=zebra").data.compactMap { $0["resource"].string } == ["teams"]
        )
        #expect(admin.get("/v1/search?q=zebra&resources=teams").data.count == 1)
        #expect(admin.get("/v1/search?q=zebra&limit=1").data.count == 1)
        #expect(admin.get("/v1/search?q=%22").data == [])
        for query in [
            "", "q=x&resources=nothings", "q=x&nothing=1", "q=x&limit=101", "q=x&limit=0",
        ] {
            let answer = admin.get("/v1/search?\(query)")
            #expect(answer.status == 400, "\(query): \(answer)")
            #expect(answer.code == "bad_parameter")
        }
    }

    @Test func `the audit trail is for who may read it`() throws {
        _ = try Maker(server).make("parties")
        let reader = try server.person("Rita", role: "read_only")
        #expect(reader.get("/v1/audit-entries").status == 403)
        let all = admin.all("/v1/audit-entries", limit: 3)
        let seqs = all.compactMap { $0["seq"].integer }
        #expect(seqs == seqs.sorted(by: >) && Set(seqs).count == seqs.count)
        #expect(seqs.count == admin.get("/v1/audit-entries?limit=500").data.count)
        #expect(admin.get("/v1/audit-entries?resource=parties").data.count == 1)
        #expect(admin.get("/v1/audit-entries?type=party.created&actor_id=me").data.count == 1)
        for query in ["nothing=1", "record_id=x", "cursor=x", "at.gte=soon"] {
            #expect(admin.get("/v1/audit-entries?\(query)").status == 400, "\(query)")
        }
    }

    @Test func `an address that does not exist is 404 before anybody is asked who they are`() throws
    {
        let nobody = server.client(token: nil)
        for target in ["/v2", "/v2/parties", "/v1", "/v1/nothings", "/v1/parties/", "/v1//parties"]
        {
            let answer = nobody.get(target)
            #expect(answer.status == 404, "\(target): \(answer)")
            #expect(answer.code == "not_found")
        }
    }

    @Test func `over a socket everything is as in-process`() throws {
        try server.serving { connect in
            let client = try connect()
            let made = client.post("/v1/parties", ["kind": "person", "given_name": "Ana"])
            #expect(made.status == 201)
            #expect(made.header("x-request-id")?.isEmpty == false)
            #expect(made.header("date")?.hasSuffix("GMT") == true)
            #expect(
                client.get("/v1/parties/\(made.id)").json
                    == admin.get("/v1/parties/\(made.id)").json)
            let fresh = client.get("/v1/parties/\(made.id)", headers: [("If-None-Match", "\"1\"")])
            #expect(fresh.status == 304)
            let head = client.send(.head, "/v1/parties/\(made.id)")
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
            #expect(client.delete("/v1/parties/\(made.id)").status == 204)
            #expect(client.get("/v1/parties/\(made.id)").code == "deleted")
        }
    }
}
