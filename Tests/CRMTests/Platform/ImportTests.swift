import HTTP
import Testing
import TratoTesting

/// Files of records.
struct ImportTests {
    let server: TestServer
    let admin: Client

    init() throws {
        server = try TestServer()
        admin = server.admin
    }

    private func send(
        _ query: String, _ text: String, type: String = "application/x-ndjson",
        headers: [(String, String)] = []
    ) -> TestResponse {
        admin.send(
            .post, "/v1/imports?\(query)", headers: [("Content-Type", type)] + headers,
            bytes: Array(text.utf8))
    }

    private func work() { server.application.bulk.finish(server.application) }

    /// Sends a file and waits for its end.
    private func take(
        _ query: String, _ text: String, type: String = "application/x-ndjson"
    ) -> JSONValue {
        let made = send(query, text, type: type)
        #expect(made.status == 201, "\(made)")
        work()
        return admin.get("/v1/imports/\(made.id)").json
    }

    private func errors(_ record: JSONValue, accept: String = "application/x-ndjson") -> String {
        admin.get(
            "/v1/imports/\(record["id"].string ?? "")/errors", headers: [("Accept", accept)]
        ).text
    }

    private func names() -> [String] {
        admin.all("/v1/parties?sort=display_name").compactMap { $0["display_name"].string }
    }

    @Test func `good rows are taken, bad ones are told with their fields`() {
        let end = take(
            "resource=parties",
            """
            {"kind": "organization", "display_name": "Bakery"}
            {"kind": "robot", "display_name": "Mill"}
            not json

            {"kind": "organization", "display_name": "Dairy", "colour": "red"}
            {"kind": "person", "given_name": "Ana"}
            """)
        #expect(end["status"] == "completed", "\(end)")
        #expect(end["rows_read"] == 5)
        #expect(end["rows_created"] == 2)
        #expect(end["rows_failed"] == 3)
        #expect(names() == ["Ana", "Bakery"])
        let lines = errors(end).split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].contains("\"row\":2") && lines[0].contains("/kind"))
        #expect(lines[1].contains("malformed_json"))
        #expect(lines[2].contains("/colour") && lines[2].contains("Dairy"))
        let csv = errors(end, accept: "text/csv")
        #expect(csv.hasPrefix("row,pointer,code,message"), "\(csv)")
        #expect(csv.contains("2,/kind,unknown_value,"))
    }

    @Test func `a file of blank lines ends, and what stands before them is taken`() {
        let row = #"{"kind": "organization", "display_name": "Bakery"}"#
        let few = take("resource=parties", row + String(repeating: "\n", count: 9_000) + row)
        #expect(few["status"] == "completed", "\(few)")
        #expect(few["rows_read"] == 2)
        let many = take("resource=parties", row + String(repeating: "\n", count: 20_000) + row)
        #expect(many["status"] == "failed", "\(many)")
        #expect(many["rows_read"] == 1)
        #expect(many["error"].string?.contains("blank lines") == true, "\(many)")
    }

    @Test func `errors of long rows are sent whole, although they are more than may be unsent`()
        throws
    {
        let long = String(repeating: "x", count: 4_000)
        let row = #"{"kind": "robot", "display_name": "\#(long)"}"#
        let end = take("resource=parties", String(repeating: row + "\n", count: 600))
        #expect(end["rows_failed"] == 600, "\(end)")
        try server.serving { connect in
            let answer = try connect().get("/v1/imports/\(end["id"].string ?? "")/errors")
            #expect(answer.status == 200)
            #expect(answer.text.split(separator: "\n").count == 600)
        }
    }

    @Test func `columns are mapped, and cells become what their fields are`() throws {
        let maker = Maker(server)
        _ = try maker.make(
            "parties", ["display_name": "Head", "external_ids": [["system": "erp", "id": "H"]]])
        let text =
            "No;Name;Type;Parent;Mail;Colour\r\n"
            + "1;\"Bread; \"\"Salt\"\"\";person;H;a@example.com;red\r\n2;Ana;person;;;\r\n"
        let mapping = encode(
            """
            {"Name": "display_name", "Type": "kind", "Parent": "organization.external_id",
             "Mail": "contact_points.0.value", "Colour": null}
            """)
        let query =
            "resource=parties&system=erp&key_column=No&delimiter=semicolon&mapping=\(mapping)"
        let end = take(query, text, type: "text/csv")
        // A contact point needs its channel too.
        #expect(end["rows_created"] == 1, "\(end) \(errors(end))")
        #expect(errors(end).contains("/contact_points/0/channel"), "\(errors(end))")
        let again = take(
            query, text.split(separator: "a@example.com").joined(), type: "text/csv")
        #expect(again["rows_created"] == 1, "\(again) \(errors(again))")
        #expect(again["rows_unchanged"] == 1)
        let bakery = admin.get("/v1/parties/by-external/erp/1?include=organization").json
        #expect(bakery["display_name"] == "Bread; \"Salt\"")
        #expect(bakery["organization"]["display_name"] == "Head", "\(bakery)")
    }

    private func encode(_ text: String) -> String { PercentCoding.encode(text) }

    @Test func `a file of orders names what it refers to, and its lines`() throws {
        let shop = try Shop()
        _ = try shop.product("CHAI")
        let text = """
            key,party.external_id.erp,lines.0.external_id,lines.0.product.sku,lines.0.quantity,lines.0.unit_price,lines.1.product.sku,lines.1.quantity,lines.1.unit_price
            10,C1,10,CHAI,2,18,,,
            11,C1,10,CHAI,1,18,CHAI,3,18
            12,C2,10,CHAI,1,18,,,
            """
        let put = shop.client.put(
            "/v1/parties/by-external/erp/C1", ["kind": "organization", "display_name": "C"])
        #expect(put.status == 201)
        let made = shop.client.send(
            .post, "/v1/imports?resource=orders&system=shop&key_column=key",
            headers: [("Content-Type", "text/csv")], bytes: Array(text.utf8))
        #expect(made.status == 201, "\(made)")
        shop.server.application.bulk.finish(shop.server.application)
        let end = shop.read("imports/\(made.id)")
        #expect(end["rows_created"] == 2, "\(end)")
        #expect(end["rows_failed"] == 1)
        #expect(
            shop.client.get("/v1/imports/\(made.id)/errors").text.contains("/party/external_id"))
        let order = shop.read("orders/by-external/shop/11")
        #expect(order["lines"].column("quantity") == ["1", "3"], "\(order)")
    }

    @Test func `rows find their records by a unique field or not at all`() throws {
        let maker = Maker(server)
        _ = try maker.make("products", ["sku": "A", "name": "Old"])
        let rows = "{\"sku\": \"A\", \"name\": \"New\"}\n{\"sku\": \"B\", \"name\": \"Two\"}\n"
        let update = take("resource=products&match_on=sku&mode=update", rows)
        #expect(update["rows_updated"] == 1, "\(update)")
        #expect(update["rows_failed"] == 1)
        let create = take("resource=products&match_on=sku&mode=create", rows)
        #expect(create["rows_created"] == 1, "\(create)")
        #expect(errors(create).contains("already_exists"))
        let both = take("resource=products&match_on=sku", rows)
        #expect(both["rows_unchanged"] == 2, "\(both)")
        let none = take("resource=products", rows)
        #expect(none["rows_failed"] == 2, "\(none)")
        #expect(errors(none).contains("/sku"))
    }

    @Test func `a dry run tells everything and changes nothing`() {
        let rows = "{\"kind\": \"person\", \"given_name\": \"Ana\"}\n{}\n"
        let end = take("resource=parties&dry_run=true", rows)
        #expect(end["status"] == "completed")
        #expect(end["is_dry_run"] == true)
        #expect(end["rows_created"] == 1, "\(end)")
        #expect(end["rows_failed"] == 1)
        #expect(names().isEmpty)
        let revert = admin.post("/v1/imports/\(end["id"].string ?? "")/revert")
        #expect(revert.code == "not_editable", "\(revert)")
    }

    @Test func `what a row did half is undone, and only that`() throws {
        // The second row fails after its record was written: its external id belongs to another.
        let maker = Maker(server)
        _ = try maker.make(
            "parties", ["display_name": "Zed", "external_ids": [["system": "x", "id": "1"]]])
        let end = take(
            "resource=parties",
            """
            {"kind": "organization", "display_name": "A"}
            {"kind": "organization", "display_name": "B", "external_ids": [{"system": "x", "id": "1"}]}
            {"kind": "organization", "display_name": "C"}
            """)
        #expect(end["rows_created"] == 2, "\(end)")
        #expect(end["rows_failed"] == 1)
        #expect(names() == ["A", "C", "Zed"])
    }

    @Test func `gzip is unpacked, and broken gzip is said to be so`() {
        let rows = (0..<5_000).map {
            "{\"kind\": \"organization\", \"display_name\": \"Party \($0)\"}\n"
        }.joined()
        let packed = Gzip.pack(Array(rows.utf8), level: 6)
        func take(_ bytes: [UInt8]) -> JSONValue {
            let made = admin.send(
                .post, "/v1/imports?resource=parties",
                headers: [
                    ("Content-Type", "application/x-ndjson"), ("Content-Encoding", "gzip"),
                ], bytes: bytes)
            #expect(made.status == 201, "\(made)")
            work()
            return admin.get("/v1/imports/\(made.id)").json
        }
        let end = take(packed)
        #expect(end["rows_created"] == 5_000, "\(end)")
        let cut = take(Array(packed.dropLast(20)))
        #expect(cut["status"] == "failed", "\(cut)")
        #expect(cut["error"].string?.contains("gzip") == true, "\(cut)")
    }

    @Test func `an import is taken back, but for what was changed since or is needed`() throws {
        let maker = Maker(server)
        _ = try maker.make("products", ["sku": "A", "name": "Old", "tags": ["x"]])
        let rows = ["A", "B", "C", "D"].map {
            "{\"sku\": \"\($0)\", \"name\": \"New \($0)\", \"tags\": []}\n"
        }.joined()
        let end = take("resource=products&match_on=sku", rows)
        #expect(end["rows_created"] == 3, "\(end) \(errors(end))")
        let c = admin.get("/v1/products?sku=C").data[0]["id"].string ?? ""
        let d = admin.get("/v1/products?sku=D").data[0]["id"].string ?? ""
        #expect(admin.patch("/v1/products/\(c)", ["tags": ["mine"]]).status == 200)
        let book = admin.post(
            "/v1/price-books",
            ["name": "List", "entries": [["product_id": .string(d), "unit_price": "1"]]])
        #expect(book.status == 201, "\(book)")
        let id = end["id"].string ?? ""
        #expect(admin.post("/v1/imports/\(id)/revert").json["status"] == "reverting")
        work()
        let reverted = admin.get("/v1/imports/\(id)").json
        #expect(reverted["status"] == "reverted", "\(reverted)")
        #expect(reverted["records_reverted"] == 2, "\(reverted) \(errors(reverted))")
        #expect(reverted["records_kept"] == 2)
        let left = admin.all("/v1/products?sort=sku")
        #expect(left.compactMap { $0["sku"].string } == ["A", "C", "D"])
        #expect(left[0]["name"] == "Old")
        #expect(left[0]["tags"] == ["x"])
        #expect(errors(reverted).contains("changed since"), "\(errors(reverted))")
        #expect(admin.post("/v1/imports/\(id)/revert").code == "illegal_transition")
    }

    @Test func `an import that is cancelled takes nothing more`() {
        let made = send("resource=parties", "{\"kind\": \"person\", \"given_name\": \"Ana\"}\n")
        let cancelled = admin.post("/v1/imports/\(made.id)/cancel")
        #expect(cancelled.json["status"] == "cancelled", "\(cancelled)")
        work()
        #expect(names().isEmpty)
        #expect(admin.post("/v1/imports/\(made.id)/cancel").code == "illegal_transition")
    }

    @Test func `messages in a file are put in order`() {
        let end = take(
            "resource=parties&system=erp&key_column=no&occurred_at_column=at",
            """
            {"no": 1, "at": "2026-11-21T10:00:00Z", "kind": "organization", "display_name": "New"}
            {"no": 1, "at": "2026-11-21T09:00:00Z", "kind": "organization", "display_name": "Old"}
            {"no": 1, "at": "soon", "kind": "organization", "display_name": "Odd"}
            {"at": "2026-11-21T09:00:00Z", "kind": "organization", "display_name": "Lost"}
            """)
        #expect(end["rows_created"] == 1, "\(end) \(errors(end))")
        #expect(end["rows_ignored"] == 1)
        #expect(end["rows_failed"] == 2)
        #expect(names() == ["New"])
    }

    @Test func `a row that is older than a deletion makes nothing`() {
        let gone = admin.delete("/v1/parties/by-external/erp/1?occurred_at=2026-11-21T09:30:00Z")
        #expect(gone.status == 204, "\(gone)")
        let end = take(
            "resource=parties&system=erp&key_column=no&occurred_at_column=at",
            """
            {"no": 1, "at": "2026-11-21T09:00:00Z", "kind": "organization", "display_name": "Old"}
            {"no": 2, "at": "2026-11-21T09:00:00Z", "kind": "organization", "display_name": "Two"}
            """)
        #expect(end["rows_ignored"] == 1, "\(end) \(errors(end))")
        #expect(end["rows_created"] == 1)
        #expect(names() == ["Two"])
    }

    @Test func `what cannot be an import is refused before its file is read`() throws {
        let row = "{}\n"
        for (query, parameter) in [
            ("", "resource"), ("resource=nothing", "resource"), ("resource=sessions", "resource"),
            ("resource=stage-history", "resource"), ("resource=parties&x=1", "x"),
            ("resource=parties&match_on=display_name", "match_on"),
            ("resource=parties&match_on=external_id", "system"),
            ("resource=parties&mode=delete", "mode"), ("resource=parties&mode=update", "match_on"),
            ("resource=parties&mapping=5", "mapping"), ("resource=parties&dry_run=1", "dry_run"),
            ("resource=parties&delimiter=x", "delimiter"),
            ("resource=parties&resource=orders", "resource"),
            ("resource=parties&occurred_at_column=at", "match_on"),
        ] {
            let answer = send(query, row)
            #expect(answer.code == "bad_parameter", "\(query): \(answer)")
            #expect(answer.json["parameter"] == .string(parameter), "\(query): \(answer)")
        }
        #expect(send("resource=parties", row, type: "application/json").status == 415)
        let rep = try server.person("Rui", role: "sales_rep")
        let refused = rep.send(
            .post, "/v1/imports?resource=parties", headers: [("Content-Type", "text/csv")],
            bytes: Array("kind\n".utf8))
        #expect(refused.status == 403, "\(refused)")
        let broken = take(
            "resource=parties", "kind,given_name\nperson,Ana\nperson,B\"o\n", type: "text/csv")
        #expect(broken["rows_created"] == 1, "\(broken)")
        #expect(broken["error"].string?.hasPrefix("At row 2:") == true, "\(broken)")
        let headless = take("resource=parties", "", type: "text/csv")
        #expect(headless["status"] == "failed")
        let wrong = take("resource=parties", "kind,colour\nperson,red\n", type: "text/csv")
        #expect(wrong["error"].string?.contains("colour") == true, "\(wrong)")
    }

    @Test func `a manager imports what a manager may write, and sees only that`() throws {
        let manager = try server.person("Rita", role: "sales_manager")
        let made = manager.send(
            .post, "/v1/imports?resource=parties",
            headers: [("Content-Type", "application/x-ndjson")],
            bytes: Array("{\"kind\": \"person\", \"given_name\": \"Ana\"}\n".utf8))
        #expect(made.status == 201, "\(made)")
        work()
        #expect(manager.get("/v1/imports/\(made.id)").json["rows_created"] == 1)
        let other = try server.person("Rosa", role: "sales_manager")
        #expect(other.get("/v1/imports/\(made.id)").status == 404)
        #expect(other.get("/v1/imports/\(made.id)/errors").status == 404)
        #expect(other.post("/v1/imports/\(made.id)/revert").status == 404)
        let users = manager.send(
            .post, "/v1/imports?resource=users", headers: [("Content-Type", "text/csv")],
            bytes: Array("name\n".utf8))
        #expect(users.status == 403, "\(users)")
        // An export holds what its maker sees.
        _ = admin.post("/v1/parties", ["kind": "person", "given_name": "Hidden"])
        let export = manager.post("/v1/exports", ["resource": "parties"])
        work()
        let text = manager.get("/v1/exports/\(export.id)/file").text
        #expect(text.contains("Ana") && !text.contains("Hidden"), "\(text)")
        #expect(other.get("/v1/exports/\(export.id)/file").status == 404)
    }

    @Test func `a file comes over a socket in chunks, and once for its key`() throws {
        try server.serving { connect in
            let client = try connect()
            let rows = (0..<2_000).map {
                "{\"kind\": \"organization\", \"display_name\": \"Party \($0)\"}\n"
            }.joined()
            let headers = [
                ("Content-Type", "application/x-ndjson"), ("Idempotency-Key", "file-1"),
            ]
            let made = client.send(
                .post, "/v1/imports?resource=parties", headers: headers, bytes: Array(rows.utf8))
            #expect(made.status == 201, "\(made)")
            let again = client.send(
                .post, "/v1/imports?resource=parties", headers: headers, bytes: Array(rows.utf8))
            #expect(again.id == made.id, "\(again)")
            let other = client.send(
                .post, "/v1/imports?resource=parties", headers: headers, bytes: Array("{}".utf8))
            #expect(other.code == "idempotency_key_reused", "\(other)")
            work()
            // That may take longer on a slow machine than an idle connection is kept.
            let end = try connect().get("/v1/imports/\(made.id)").json
            #expect(end["rows_created"] == 2_000, "\(end)")
            let export = try connect().post(
                "/v1/exports", ["resource": "parties", "format": "csv"])
            work()
            let file = try connect().get("/v1/exports/\(export.id)/file")
            #expect(file.text.split(separator: "\r\n").count == 2_001, "\(file.status)")
            let nobody = try connect().with(token: "wrong")
            let refused = nobody.send(
                .post, "/v1/imports?resource=parties", headers: headers, bytes: Array(rows.utf8))
            #expect(refused.status == 401, "\(refused)")
        }
    }
}
