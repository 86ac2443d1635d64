import CRM
import Testing
import TratoTesting

/// A client that knows only the contract works a customer from lead to ticket, over a socket.
struct MainLineTests {
    @Test func `a lead becomes a customer with a quote, an order and a ticket`() throws {
        let server = try TestServer()
        try server.serving { connect in
            let story = Story(client: try connect())
            let (party, opportunity) = story.convertsLead()
            let product = story.stocksCatalog()
            let order = story.quotesAndSells(party, opportunity, product)
            story.supports(party, order)
            story.seesEverything(party)
        }
        #expect(server.log.failures.isEmpty)
        #expect(try server.read { try Invariants.violations($0) } == [])
    }
}

private struct Story {
    let client: Client

    private func made(_ path: String, _ body: JSONValue) -> TestResponse {
        let answer = client.post(path, body)
        #expect(answer.status == 201, "\(answer)")
        return answer
    }

    private func done(_ path: String, _ body: JSONValue = [:]) -> TestResponse {
        let answer = client.post(path, body)
        #expect(answer.status == 200, "\(answer)")
        return answer
    }

    func convertsLead() -> (party: String, opportunity: String) {
        #expect(client.post("/v1/leads", ["email": "no address"]).faults == ["/email malformed"])
        let lead = made(
            "/v1/leads",
            [
                "given_name": "Ana", "family_name": "Silva", "company_name": "Casa Silva",
                "email": "ana@casasilva.pt", "country": "PT", "estimated_amount": "12000.00",
            ]
        ).id
        #expect(client.post("/v1/leads/\(lead)/disqualify", [:]).faults == ["/reason required"])
        _ = done("/v1/leads/\(lead)/qualify")
        let dry = done("/v1/leads/\(lead)/convert?dry_run=true").json
        #expect(client.get("/v1/parties/\(dry["party_id"].string ?? "")").status == 404)
        let first = done("/v1/leads/\(lead)/convert").json
        #expect(done("/v1/leads/\(lead)/convert").json == first)
        #expect(client.post("/v1/leads/\(lead)/nurture", [:]).code == "illegal_transition")
        return (first["party_id"].string ?? "", first["opportunity_id"].string ?? "")
    }

    func stocksCatalog() -> String {
        let chair = made("/v1/products", ["sku": "CH-1", "name": "Chair"]).id
        #expect(
            client.post("/v1/products", ["sku": "CH-1", "name": "Chair"]).code == "already_exists")
        _ = made(
            "/v1/price-books",
            [
                "name": "List", "currency": "EUR", "is_default": true,
                "entries": [
                    ["product_id": .string(chair), "unit_price": "100.00"],
                    ["product_id": .string(chair), "min_quantity": "10", "unit_price": "90"],
                ],
            ])
        _ = made(
            "/v1/tax-rates", ["name": "IVA", "country": "PT", "rate_percent": "23"])
        return chair
    }

    func quotesAndSells(_ party: String, _ opportunity: String, _ product: String) -> String {
        let bad = client.post(
            "/v1/quotes",
            ["party_id": .string(party), "lines": [["quantity": "0", "unit_price": "1"]]])
        #expect(
            bad.faults == ["/lines/0/quantity out_of_range", "/lines/0/description required"])
        let quote = made(
            "/v1/quotes",
            [
                "opportunity_id": .string(opportunity), "discount_amount": "10.00",
                "lines": [
                    ["product_id": .string(product), "quantity": "3"],
                    ["product": ["sku": "CH-1"], "quantity": "10", "discount_percent": "5"],
                ],
            ])
        // 300 + 855 − 10 = 1145; 23 % of it is 263.35.
        #expect(quote.json["party_id"] == .string(party))
        #expect(quote.json["net_amount"] == "1145.00")
        #expect(quote.json["tax_amount"] == "263.35")
        #expect(quote.json["gross_amount"] == "1408.35")
        let path = "/v1/quotes/\(quote.id)"
        #expect(client.patch(path, ["notes": "x"]).code == "precondition_required")
        #expect(
            client.patch(path, ["status": "sent"], headers: [("If-Match", "\"1\"")]).code
                == "use_transition")
        #expect(client.post("\(path)/accept", ["signed_by": "Ana"]).code == "illegal_transition")
        #expect(done("\(path)/send").json["status"] == "sent")
        let accepted = done(
            "\(path)/accept", ["signed_by": "Ana", "purchase_order_number": "PO 7"])
        let order = accepted.json["order_id"].string ?? ""
        #expect(accepted.header("Location") == "/v1/orders/\(order)")
        let confirmed = done("/v1/orders/\(order)/confirm").json
        #expect(confirmed["gross_amount"] == "1408.35")
        #expect(confirmed["purchase_order_number"] == "PO 7")
        let frozen = client.patch(
            "/v1/orders/\(order)", ["discount_amount": "11.00"], headers: [("If-Match", "*")])
        #expect(frozen.code == "not_editable")
        _ = done("/v1/opportunities/\(opportunity)/win")
        return order
    }

    func supports(_ party: String, _ order: String) {
        let nowhere = client.post(
            "/v1/tickets", ["subject": "Leg", "order_id": .string(party)])
        #expect(nowhere.faults == ["/order_id not_found"])
        let ticket = made(
            "/v1/tickets",
            [
                "subject": "A leg is broken", "party_id": .string(party),
                "order_id": .string(order),
                "channel": "phone",
            ])
        #expect(ticket.json["number"].string?.hasPrefix("T-") == true)
        #expect(client.post("/v1/tickets/\(ticket.id)/reply", [:]).faults == ["/body required"])
        _ = done("/v1/tickets/\(ticket.id)/reply", ["body": "A new one is on its way."])
        #expect(client.get("/v1/tickets/\(ticket.id)/messages").data.count == 1)
        _ = done("/v1/tickets/\(ticket.id)/solve")
    }

    func seesEverything(_ party: String) {
        let types = Set(
            client.get("/v1/parties/\(party)/timeline?limit=200").data.compactMap {
                $0["type"].string
            })
        let wanted: Set<String> = [
            "party.created", "lead.converted", "opportunity.created", "opportunity.won",
            "quote.created",
            "quote.sent", "quote.accepted", "order.created", "order.confirmed", "ticket.created",
            "ticket.solved",
        ]
        #expect(types.isSuperset(of: wanted), "missing \(wanted.subtracting(types))")
    }
}
