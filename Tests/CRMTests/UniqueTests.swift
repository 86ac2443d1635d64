import CRM
import Schema
import Store
import Testing
import TratoTesting

/// What no two records share holds in the database, too: no path around the rules breaks it.
struct UniqueTests {
    let server: TestServer
    let maker: Maker

    init() throws {
        server = try TestServer()
        maker = Maker(server)
    }

    private func violate(_ sql: String, _ columns: [String]) {
        #expect {
            try server.tx { _ = try $0.execute(text: sql) }
        } throws: { error in
            guard case StoreError.duplicate(_, let found) = error else { return false }
            return found == columns
        }
    }

    @Test func `a currency has one default price book`() throws {
        let book = try maker.make("price-books", ["is_default": true, "currency": "EUR"])
        _ = try maker.make("price-books", ["currency": "EUR"])
        _ = try maker.make("price-books", ["is_default": true, "currency": "CHF"])
        violate("UPDATE price_books SET is_default = 1", ["currency"])
        let again = server.admin.post(
            "/v1/price-books", ["name": "Other", "is_default": true, "currency": "EUR"])
        #expect(again.faults == ["/is_default conflict"], "\(again)")
        let address = "/v1/price-books/\(book["id"].string ?? "")"
        #expect(server.admin.delete(address, match: "\"1\"").status == 204)
        _ = try maker.make("price-books", ["is_default": true, "currency": "EUR"])
        #expect(server.admin.post("\(address)/restore").faults == ["/is_default conflict"])
    }

    @Test func `there is one default pipeline, and a new one ends the old`() throws {
        let first = try maker.make("pipelines", ["is_default": true])
        let second = try maker.make("pipelines", ["is_default": true])
        violate("UPDATE pipelines SET is_default = 1", ["is_default"])
        func defaults() -> [JSONValue] {
            server.admin.get("/v1/pipelines?is_default=true").data.map { $0["id"] }
        }
        #expect(defaults() == [second["id"]])
        let back = server.admin.patch(
            "/v1/pipelines/\(first["id"].string ?? "")", ["is_default": true])
        #expect(back.status == 200, "\(back)")
        #expect(defaults() == [first["id"]])
    }

    @Test func `a quote has each revision of its number once`() throws {
        let party = try maker.make("parties")
        let line: JSONValue = ["description": "x", "quantity": "1", "unit_price": "1"]
        let quote = try maker.make("quotes", ["party_id": party["id"], "lines": [line]])
        func post(_ id: String, _ verb: String) -> TestResponse {
            server.admin.post("/v1/quotes/\(id)/\(verb)")
        }
        let id = quote["id"].string ?? ""
        #expect(post(id, "send").status == 200)
        let lost = post(id, "revise").id
        #expect(server.admin.delete("/v1/quotes/\(lost)", match: "\"1\"").status == 204)
        let kept = post(id, "revise").id
        let second = post(lost, "restore")
        #expect(second.status == 409, "\(second)")
        #expect(post(kept, "send").status == 200)
        #expect(post(lost, "restore").status == 409)
        violate("UPDATE quotes SET number = 'Q-1', revision = 1", ["number", "revision"])
    }

    @Test func `a resource has one custom field of a key`() throws {
        for key in ["one", "two"] {
            _ = try maker.make("custom-fields", ["key": .string(key)])
        }
        violate("UPDATE custom_fields SET key = 'same'", ["resource", "key"])
    }
}
