import Testing
import TratoTesting

/// Who answers for the debts of whom, and for how long.
struct GuaranteeTests {
    let shop: Shop
    let bank: String

    init() throws {
        shop = try Shop()
        bank = try shop.id(
            shop.make(
                "parties",
                [
                    "kind": "organization", "display_name": "Bank",
                    "roles": [["role": "guarantor"]],
                ]))
    }

    private func account(_ limit: String, _ members: JSONValue = [:]) throws -> String {
        let body: JSONValue = [
            "party_id": .string(shop.customer), "limit_amount": .string(limit),
        ]
        return try shop.id(shop.make("credit-accounts", body.merging(members)))
    }

    private func guarantee(_ amount: String) -> JSONValue {
        ["guarantor_id": .string(bank), "guaranteed_amount": .string(amount)]
    }

    private func draft(_ price: String, _ members: JSONValue = [:]) throws -> String {
        try shop.id(shop.order([Shop.line("1", price)], members))
    }

    private func exposure(_ account: String, _ name: String) -> JSONValue {
        shop.read("credit-accounts/\(account)/exposure")["\(name)_amount"]
    }

    @Test func `nobody answers for their own debts`() throws {
        let own = shop.patch("parties/\(shop.customer)", ["roles": [["role": "guarantor"]]])
        #expect(own.status == 200, "\(own)")
        let bailed: JSONValue = [
            "guarantor_id": .string(shop.customer), "guaranteed_amount": "50000",
        ]
        let body: JSONValue = [
            "party_id": .string(shop.customer), "lines": [Shop.line("1", "50000")],
        ]
        let refused = shop.client.post("/v1/orders", body.merging(bailed))
        #expect(refused.faults == ["/guarantor_id conflict"], "\(refused)")
        let payer = shop.client.post(
            "/v1/orders",
            body.merging(guarantee("5")).merging(["invoice_party_id": .string(bank)]))
        #expect(payer.faults == ["/guarantor_id conflict"], "\(payer)")
        let order = try shop.id(shop.confirmed([Shop.line("1", "5")]))
        let amended = shop.verb("orders/\(order)/amend", ["changes": bailed])
        #expect(amended.faults == ["/changes/guarantor_id conflict"], "\(amended)")
    }

    @Test func `a guarantee is written by who may let orders pass credit`() throws {
        let team = shop.client.post("/v1/teams", ["name": "North"]).id
        let seller = try shop.server.person("Rui", role: "sales_rep", team: team)
        let controller = try shop.server.person("Carla", role: "credit_controller")
        let customer = seller.post("/v1/parties", ["kind": "person", "display_name": "Ana"])
        let order = seller.post(
            "/v1/orders",
            ["party_id": .string(customer.id), "lines": [Shop.line("1", "100")]])
        #expect(order.status == 201, "\(order)")
        let address = "/v1/orders/\(order.id)"
        // The bank belongs to no team, so the seller does not even see it; an own one changes nothing.
        let friend = seller.post(
            "/v1/parties",
            [
                "kind": "person", "display_name": "Friend", "roles": [["role": "guarantor"]],
            ])
        let bailed: JSONValue = [
            "guarantor_id": .string(friend.id), "guaranteed_amount": "50",
        ]
        #expect(seller.patch(address, bailed, match: "*").code == "forbidden")
        let written = controller.patch(address, bailed, match: "*")
        #expect(written.status == 200, "\(written)")
        func sells(_ change: JSONValue) -> String {
            let answer = seller.patch(address, change, match: "*")
            return answer.status == 200 ? "200" : answer.code ?? "none"
        }
        #expect(sells(["notes": "Soon"]) == "200")
        #expect(sells(["guaranteed_amount": "51"]) == "forbidden")
        #expect(sells(["currency": "USD"]) == "forbidden")
        #expect(sells(["guaranteed_amount": "49"]) == "200")
        #expect(sells(["guaranteed_amount": "50"]) == "forbidden")
        #expect(sells(["guarantor_id": .null, "guaranteed_amount": .null]) == "200")
    }

    @Test func `a guarantee holds until the invoices are paid`() throws {
        let made = try account("100")
        let order = try shop.id(
            shop.order([Shop.line("2", "25000")], guarantee("49950")))
        #expect(shop.verb("orders/\(order)/confirm").status == 200)
        #expect(exposure(made, "exposure") == "50.00")
        let line = shop.read("orders/\(order)")["lines"][0]["id"]
        let half: JSONValue = ["lines": [["order_line_id": line, "quantity": "1"]]]
        let bill = shop.client.post("/v1/orders/\(order)/invoices", half)
        #expect(bill.json["gross_amount"] == "25000.00", "\(bill)")
        // The guarantee covers what is not invoiced first.
        #expect(exposure(made, "open_orders") == "0.00")
        #expect(exposure(made, "open_invoices") == "50.00")
        let sent = shop.client.post("/v1/orders/\(order)/fulfillments", [:])
        #expect(sent.status == 201, "\(sent)")
        let rest = shop.client.post("/v1/orders/\(order)/invoices", [:])
        #expect(rest.status == 201, "\(rest)")
        #expect(exposure(made, "exposure") == "50.00")
        let paid = shop.client.post("/v1/orders/\(order)/payments", ["amount": "30000"])
        #expect(paid.status == 201, "\(paid)")
        // 20000 are open, and the guarantor answers for them.
        #expect(exposure(made, "exposure") == "0.00")
        #expect(try shop.violations() == [])
    }

    @Test func `only what is due of an invoice in parts is overdue`() throws {
        let made = try account("5000")
        try shop.make(
            "invoices",
            [
                "party_id": .string(shop.customer), "net_amount": "1000",
                "issued_on": "2026-10-01",
                "installments": [
                    ["due_on": "2026-10-10", "amount": "10"],
                    ["due_on": "2026-10-20", "amount": "30"],
                    ["due_on": "2027-01-01", "amount": "960"],
                ],
            ])
        #expect(exposure(made, "overdue") == "40.00")
        _ = try shop.make("payments", ["party_id": .string(shop.customer), "amount": "5"])
        let bill = shop.read("invoices")["data"][0]["id"]
        let paid = shop.client.post(
            "/v1/payments", ["amount": "15", "applications": [["invoice_id": bill]]])
        #expect(paid.status == 201, "\(paid)")
        #expect(exposure(made, "overdue") == "25.00")
    }

    // MARK: Accounts

    @Test func `a party is in one account also when one comes back`() throws {
        let sister = try shop.id(
            shop.make("parties", ["kind": "organization", "display_name": "Sister"]))
        let first = try account("100", ["members": [["party_id": .string(sister)]]])
        let path = "/v1/credit-accounts/\(first)"
        #expect(shop.client.delete(path, match: "*").status == 204)
        let other = shop.client.post(
            "/v1/credit-accounts",
            [
                "party_id": .string(bank), "limit_amount": "5",
                "members": [["party_id": .string(sister)], ["party_id": .string(shop.customer)]],
            ])
        #expect(other.status == 201, "\(other)")
        let back = shop.client.post("\(path)/restore")
        #expect(
            back.faults == ["/party_id conflict", "/members/0/party_id conflict"], "\(back)")
        let gone = shop.client.delete("/v1/credit-accounts/\(other.id)", match: "*")
        #expect(gone.status == 204, "\(gone)")
        #expect(shop.client.post("\(path)/restore").status == 200)
    }

    @Test func `an account that somebody owes on is not deleted`() throws {
        let made = try account("100")
        let order = try draft("60")
        #expect(shop.verb("orders/\(order)/confirm").status == 200)
        let path = "/v1/credit-accounts/\(made)"
        let refused = shop.client.delete(path, match: "*")
        #expect(refused.code == "in_use", "\(refused)")
        #expect(shop.verb("orders/\(order)/cancel").status == 200)
        #expect(shop.client.delete(path, match: "*").status == 204)
    }

    @Test func `what is asked at the counter has the places of its currency`() throws {
        _ = try account("100")
        func check(_ amount: String, _ currency: String) -> TestResponse {
            shop.client.post(
                "/v1/credit-checks",
                [
                    "party_id": .string(shop.customer), "amount": .string(amount),
                    "currency": .string(currency),
                ])
        }
        let small = check("0.001", "EUR")
        #expect(small.faults == ["/amount too_many_decimals"], "\(small)")
        #expect(check("0.5", "JPY").status == 422)
        #expect(check("0.01", "EUR").status == 200)
    }

    @Test func `credit is asked when less is left of the guarantee for open invoices`() throws {
        let own = try account("100")
        let order = try draft("200", guarantee("500"))
        #expect(shop.verb("orders/\(order)/confirm").status == 200)
        let bill = shop.client.post("/v1/orders/\(order)/invoices", [:])
        #expect(bill.status == 201, "\(bill)")
        func amend(_ changes: JSONValue) -> TestResponse {
            shop.verb("orders/\(order)/amend", ["changes": changes])
        }
        let none: JSONValue = ["guarantor_id": nil, "guaranteed_amount": nil]
        let refused = amend(none)
        #expect(refused.code == "credit_refused", "\(refused)")
        #expect(refused.json["shortfall_amount"] == "100.00")
        #expect(exposure(own, "exposure") == "0.00")
        #expect(amend(["guaranteed_amount": "100"]).status == 200)
        #expect(exposure(own, "exposure") == "100.00")
        #expect(amend(["guaranteed_amount": "99.99"]).code == "credit_refused")
        let paid = shop.client.post("/v1/orders/\(order)/payments", ["amount": "200"])
        #expect(paid.status == 201, "\(paid)")
        #expect(amend(none).status == 200)
        #expect(try shop.violations() == [])
    }
}
