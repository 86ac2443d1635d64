import Testing
import TratoTesting

struct BatchTests {
    private let server: TestServer
    private var admin: Client { server.admin }

    init() throws { server = try TestServer() }

    private func batch(_ operations: [JSONValue], atomic: Bool? = nil) -> TestResponse {
        var body: JSONValue = ["operations": .array(operations)]
        if let atomic { body["atomic"] = .bool(atomic) }
        return admin.post("/v1/batch", body)
    }

    private func create(_ name: String, ref: String? = nil) -> JSONValue {
        var operation: JSONValue = [
            "method": "POST", "path": "/v1/parties",
            "body": ["kind": "organization", "display_name": .string(name)],
        ]
        if let ref { operation["ref"] = .string(ref) }
        return operation
    }

    @Test
    func
        `a search in a batch finds what the batch made, and what fails after it takes nothing away`()
    {
        let answer = batch(
            [
                create("Quetzal"), ["method": "GET", "path": "/v1/parties?q=quetzal"],
                ["method": "GET", "path": "/v1/parties?q=quetzal&cursor=x"], create(""),
            ], atomic: false)
        let results = answer.json["results"].elements
        #expect(results.map { $0["status"] } == [201, 200, 400, 422], "\(answer)")
        #expect(results[1]["body"]["data"].elements.count == 1)
        #expect(admin.get("/v1/parties?q=quetzal").data.count == 1)
    }

    private var parties: [JSONValue] { admin.all("/v1/parties?sort=id") }

    @Test func `operations run in order and each has its answer`() throws {
        let answer = batch([
            create("One"), ["method": "GET", "path": "/v1/parties?count=exact&limit=1"],
            create("Two"),
        ])
        #expect(answer.status == 200, "\(answer)")
        let results = answer.json["results"].elements
        #expect(results.map { $0["status"] } == [201, 200, 201])
        #expect(results[0]["headers"]["ETag"] == "\"1\"")
        #expect(results[0]["headers"]["Location"].string?.hasPrefix("/v1/parties/") == true)
        #expect(results[1]["body"]["count"] == 1)
        #expect(parties.map { $0["display_name"] } == ["One", "Two"])
    }

    @Test func `later operations use what earlier ones answered, in bodies and in paths`() throws {
        let answer = batch([
            create("One", ref: "a"),
            [
                "method": "POST", "path": "/v1/parties", "ref": "b",
                "body": [
                    "kind": "person", "given_name": "Ana", "organization_id": ["$ref": "a.id"],
                    "tags": [["$ref": "a.display_name"]],
                ],
            ],
            ["method": "PATCH", "path": "/v1/parties/{a.id}", "body": ["industry": "Food"]],
            ["method": "GET", "path": "/v1/parties/{b.id}?include=organization"],
            ["method": "DELETE", "path": "/v1/parties/{b.id}"],
        ])
        let results = answer.json["results"].elements
        #expect(results.map { $0["status"] } == [201, 201, 200, 200, 204], "\(answer)")
        #expect(results[1]["body"]["organization_id"] == results[0]["body"]["id"])
        #expect(results[1]["body"]["tags"] == ["One"])
        #expect(results[3]["body"]["organization"]["industry"] == "Food")
        #expect(results[4]["body"] == .null)
    }

    @Test func `an atomic batch that fails leaves nothing and says where`() throws {
        for atomic in [true, nil] {
            let answer = batch(
                [
                    create("One"),
                    create("Two").merging(["body": ["kind": "nothing", "display_name": "Two"]]),
                ],
                atomic: atomic)
            #expect(answer.status == 422, "\(answer)")
            #expect(answer.code == "validation_failed")
            #expect(answer.json["operation"] == 1)
            #expect(answer.faults == ["/operations/1/body/kind unknown_value"])
            #expect(parties == [])
        }
        #expect(admin.get("/v1/audit-entries?resource=parties").data == [])
    }

    @Test func `a batch that is not atomic does what it can`() throws {
        let answer = batch(
            [
                create("One"),
                ["method": "POST", "path": "/v1/parties", "body": ["kind": "nothing"]],
                ["method": "GET", "path": "/v1/nothings"], create("Two"),
                ["method": "GET", "path": "/v1/parties/x{"],
            ], atomic: false)
        #expect(answer.status == 200, "\(answer)")
        let results = answer.json["results"].elements
        #expect(results.map { $0["status"] } == [201, 422, 404, 201, 404])
        #expect(results[1]["body"]["errors"][0]["pointer"] == "/kind")
        #expect(parties.map { $0["display_name"] } == ["One", "Two"])
    }

    @Test func `a thousand operations are taken and one more is not`() throws {
        let many = (0..<1_000).map { create("Party \($0)") }
        let answer = batch(many)
        #expect(answer.status == 200)
        #expect(answer.json["results"].elements.count == 1_000)
        #expect(parties.count == 1_000)
        let over = batch(many + [create("One more")])
        #expect(over.status == 422)
        #expect(over.pointers == ["/operations"])
        #expect(parties.count == 1_000)
    }

    @Test func `a batch that is wrong says everything that is`() throws {
        for (body, faults): (JSONValue, [String]) in [
            ([], [" wrong_type"]), (["operations": []], ["/operations required"]),
            (["operations": 5, "x": 1], ["/x unknown_field", "/operations required"]),
            (
                [
                    "atomic": "yes",
                    "operations": [
                        ["method": "TRACE", "path": "/v1/parties"],
                        ["method": "GET", "path": "/livez"],
                        ["method": "GET", "path": "/v1/parties", "query": "x"],
                        ["method": "GET", "path": "/v1/me", "headers": ["Authorization": "x"]], 5,
                        ["method": "GET", "path": "/livez", "headers": 5, "ref": 5],
                    ],
                ],
                [
                    "/atomic wrong_type", "/operations/0/method unknown_value",
                    "/operations/1/path malformed", "/operations/2/query unknown_field",
                    "/operations/3/headers/Authorization unknown_field", "/operations/4 wrong_type",
                    "/operations/5/path malformed", "/operations/5/headers wrong_type",
                    "/operations/5/ref wrong_type",
                ]
            ),
        ] {
            let answer = admin.post("/v1/batch", body)
            #expect(answer.status == 422, "\(body): \(answer)")
            for fault in faults { #expect(answer.faults.contains(fault), "\(fault): \(answer)") }
        }
    }

    @Test func `a ref is a name, and names one operation`() {
        let answer = batch([
            create("One", ref: "a"), create("Two", ref: "a"),
            create("Three").merging(["ref": 5]), create("Four", ref: ""),
            create("Five", ref: "a.b"), create("Six").merging(["ref": nil]),
        ])
        #expect(answer.status == 422, "\(answer)")
        #expect(
            answer.faults == [
                "/operations/1/ref duplicate", "/operations/2/ref wrong_type",
                "/operations/3/ref malformed", "/operations/4/ref malformed",
            ], "\(answer)")
        #expect(parties == [])
    }

    @Test(arguments: [true, false])
    func `an operation takes nothing from itself or a later one`(isAtomic: Bool) {
        let answer = batch(
            [
                [
                    "method": "PATCH", "path": "/v1/parties/{late.id}", "ref": "early",
                    "body": [
                        "organization_id": ["$ref": "early.id"], "tags": [["$ref": "none.id"]],
                    ],
                ],
                create("Late", ref: "late"),
                ["method": "GET", "path": "/v1/parties/{}"],
            ], atomic: isAtomic)
        #expect(answer.status == 422, "\(answer)")
        #expect(
            answer.faults.sorted() == [
                "/operations/0/body/organization_id not_found",
                "/operations/0/body/tags/0 not_found", "/operations/0/path not_found",
                "/operations/2/path not_found",
            ], "\(answer)")
        #expect(parties == [])
    }

    @Test func `what builds on an operation that failed says so`() {
        let answer = batch(
            [
                create("").merging(["ref": "bad"]),
                ["method": "GET", "path": "/v1/parties/{bad.id}"],
                [
                    "method": "POST", "path": "/v1/parties",
                    "body": ["kind": "person", "organization_id": ["$ref": "bad.id"]],
                ],
                create("Good", ref: "good"),
                ["method": "GET", "path": "/v1/parties/{good.nothing}"],
                [
                    "method": "PATCH", "path": "/v1/parties/{good.id}",
                    "body": ["tags": [["$ref": "good.tags.0"]]],
                ],
            ], atomic: false)
        let results = answer.json["results"].elements
        #expect(results.map { $0["status"] } == [422, 424, 424, 201, 400, 422], "\(answer)")
        #expect(results[1]["body"]["code"] == "failed_dependency")
        #expect(results[5]["body"]["errors"][0]["pointer"] == "/tags/0")
        #expect(results[5]["body"]["errors"][0]["code"] == "not_found")
    }

    @Test func `an operation needs its own right`() throws {
        let reader = try server.person("Rita", role: "read_only")
        let answer = reader.post(
            "/v1/batch",
            [
                "atomic": false,
                "operations": [create("One"), ["method": "GET", "path": "/v1/parties"]],
            ])
        #expect(answer.json["results"].elements.map { $0["status"] } == [403, 200], "\(answer)")
        #expect(parties == [])
    }

    @Test func `what cannot be part of a batch is refused`() throws {
        for path in ["/v1/batch", "/v1/sessions", "/v1/me", "/v1/changes"] {
            let method: JSONValue = path == "/v1/batch" || path == "/v1/sessions" ? "POST" : "GET"
            let answer = batch(
                [["method": method, "path": .string(path), "body": [:]]], atomic: true)
            #expect(answer.status == 400, "\(path): \(answer)")
        }
    }

    /// They would hold up all who write, and are no JSON.
    @Test func `documents are no part of a batch`() throws {
        let none = "01a204b7-8c57-70d6-bbbe-81728a3039a4"
        for path in ["quotes/\(none)/document", "orders/\(none)/document"] {
            let answer = batch(
                [["method": "GET", "path": .string("/v1/" + path), "ref": "d"]], atomic: false)
            #expect(answer.json["results"][0]["status"] == 400, "\(path): \(answer)")
            #expect(answer.json["results"][0]["body"]["code"] == "bad_parameter")
        }
    }

    @Test func `If-Match and Idempotency-Key hold for each operation`() throws {
        let made = admin.post("/v1/parties", ["kind": "person", "given_name": "Ana"])
        let change: JSONValue = [
            "method": "PATCH", "path": .string("/v1/parties/\(made.id)"), "body": ["tags": ["x"]],
            "headers": ["If-Match": "\"1\""],
        ]
        let answer = batch([change, change], atomic: false)
        #expect(answer.json["results"].elements.map { $0["status"] } == [200, 412], "\(answer)")
        let once = create("Once").merging(["headers": ["Idempotency-Key": "k"]])
        let twice = batch([once, once])
        let ids = twice.json["results"].elements.map { $0["body"]["id"] }
        #expect(ids[0] == ids[1], "\(twice)")
        #expect(twice.json["results"][1]["headers"]["Idempotency-Replayed"] == "true")
    }

    @Test func `a batch is replayed as a whole`() throws {
        let body: JSONValue = ["operations": [create("One"), create("Two")]]
        let headers = [("Idempotency-Key", "batch-1")]
        let first = admin.post("/v1/batch", body, headers: headers)
        let again = admin.post("/v1/batch", body, headers: headers)
        #expect(again.header("idempotency-replayed") == "true")
        #expect(again.json == first.json)
        #expect(parties.count == 2)
    }

    @Test func `an operation leaves one audit entry, in the batch's name`() throws {
        let answer = admin.post(
            "/v1/batch", ["operations": [create("One"), create("Two")]],
            headers: [("X-Request-Id", "batch-7")])
        #expect(answer.status == 200)
        let entries = admin.get("/v1/audit-entries?resource=parties").data
        #expect(entries.count == 2)
        #expect(entries.allSatisfy { $0["request_id"] == "batch-7" }, "\(entries)")
    }
}
