import CRM
import Schema

/// What the rules of some resources want beyond their required fields.
///
/// A resource that a minimal create does not satisfy gets its line here, and all contract tests know it.
enum Needs {
    typealias Body = @Sendable (Maker) throws -> JSONValue

    static let all: [String: Body] = [
        "custom-fields": { _ in
            ["resource": "parties", "key": .string("key_\(Fresh.number())"), "kind": "text"]
        },
        "approval-policies": { maker in
            [
                "net_amount_above": "1000", "payment_terms_days_above": 60,
                "approvers": [["kind": "role", "role_id": .string(try maker.role("admin"))]],
            ]
        },
        "approval-delegations": { _ in
            ["valid_from": "2026-11-01", "valid_until": "2027-12-31"]
        },
        "document-templates": { _ in ["language": .string("pt-v\(10_000 + Fresh.number())")] },
        "activities": { _ in ["type": "task"] },
        "exports": { _ in ["resource": "parties"] },
        "leads": { _ in ["family_name": .string("Lead \(Fresh.number())")] },
        "opportunities": { maker in ["pipeline_id": try maker.make("pipelines")["id"]] },
        "pipelines": { _ in
            [
                "stages": [
                    ["key": "open", "name": "Open", "category": "open"],
                    ["key": "won", "name": "Won", "category": "won"],
                    ["key": "lost", "name": "Lost", "category": "lost"],
                ]
            ]
        },
        "contract-prices": { maker in ["party_id": try maker.make("parties")["id"]] },
        "pricing-rules": { _ in ["value": "10", "priority": .number("\(Fresh.number())")] },
        "coupons": { maker in
            let rule = try maker.make("pricing-rules", ["requires_coupon": true])
            return ["pricing_rule_id": rule["id"]]
        },
        "exchange-rates": { _ in
            let number = Fresh.number()
            let month = String(101 + number % 12).dropFirst()
            let day = String(101 + number / 12 % 28).dropFirst()
            return [
                "currency": "USD", "valid_from": .string("\(2000 + number / 336)-\(month)-\(day)"),
            ]
        },
        "fulfillments": { ["order_id": try confirmed($0)["id"]] },
        "returns": { maker in
            let order = try confirmed(maker)["id"]
            return ["order_id": try maker.act("orders/\(order.string ?? "")/complete")["id"]]
        },
        "invoices": { ["party_id": try $0.make("parties")["id"], "net_amount": "100.00"] },
        "payments": { ["party_id": try $0.make("parties")["id"]] },
        "tax-rates": { _ in ["tax_category": .string("category \(Fresh.number())")] },
        "parties": { _ in
            ["kind": "organization", "display_name": .string("Party \(Fresh.number())")]
        },
    ]

    /// An order of one line that binds.
    private static func confirmed(_ maker: Maker) throws -> JSONValue {
        let order = try maker.make("orders", ["lines": [line]])
        return try maker.act("orders/\(order["id"].string ?? "")/confirm")
    }

    private static let line: JSONValue = [
        "description": "Cheese", "quantity": "2", "unit_price": "12.50", "tax_rate_percent": "23",
    ]

    /// Elements of owned collections, by `resource/collection`.
    static let elements: [String: Body] = [
        "parties/contact_points": { _ in
            ["channel": "email", "value": .string("point\(Fresh.number())@example.com")]
        },
        "orders/lines": { _ in line },
        "quotes/lines": { _ in line },
        "approval-policies/approvers": { _ in ["kind": "manager"] },
        "roles/rights": { _ in ["resource": "parties", "actions": ["read"]] },
        "payment-terms/installments": { _ in ["percent": "100"] },
        "credit-accounts/guarantees": { maker in
            let guarantor = try maker.make("parties", ["roles": [["role": "guarantor"]]])
            return ["party_id": guarantor["id"], "guaranteed_amount": "10.00"]
        },
    ]

    /// Resources that something else than a `POST` of the body makes.
    static let otherwise: [String: Body] = [
        "sessions": { maker in
            let name = "Sleeper\(Fresh.number())"
            _ = try maker.server.user(name, role: "read_only", password: "correct horse battery")
            let made = maker.client.with(token: nil).post(
                "/v1/sessions",
                [
                    "email": .string("\(name.lowercased())@example.com"),
                    "password": "correct horse battery",
                ])
            guard made.status == 201 else { throw Unexpected("session", made) }
            return made.json.without("token")
        },
        "coupon-redemptions": { maker in
            let code = try maker.make("coupons")["code"]
            let order = try maker.make(
                "orders", ["lines": [line], "coupon_codes": [code]])
            let address = "/v1/orders/\(order["id"].string ?? "")"
            let confirmed = maker.client.post("\(address)/confirm", nil)
            guard confirmed.status == 200 else { throw Unexpected("redemption", confirmed) }
            let query = "/v1/coupon-redemptions?order_id=\(order["id"].string ?? "")"
            return maker.client.get(query).data.first ?? .null
        },
        "webhook-deliveries": { maker in
            let endpoint = try maker.make("webhook-endpoints")["id"].string ?? ""
            return maker.client.post("/v1/webhook-endpoints/\(endpoint)/test").json
        },
        "approvals": { maker in
            // Only somebody who is not asked for can approve: a user, where the maker is none.
            _ = try maker.make("users", ["role_id": .string(try maker.role("admin"))])
            let policy = try maker.make("approval-policies", ["net_amount_above": "0"])
            let quote = try maker.make(
                "quotes", ["party_id": try maker.make("parties")["id"], "lines": [line]])
            let made = maker.client.post("/v1/quotes/\(quote["id"].string ?? "")/submit")
            guard made.status == 200 else { throw Unexpected("submit", made) }
            let asked = maker.client.get("/v1/approvals?policy_id=\(policy["id"].string ?? "")")
            // Others are not to be asked in its place.
            _ = maker.client.patch(
                "/v1/approval-policies/\(policy["id"].string ?? "")", ["is_active": false])
            return asked.data.first.map {
                maker.client.get("/v1/approvals/\($0["id"].string ?? "")").json
            } ?? .null
        },
        "quote-shares": { maker in
            let answer = maker.client.post("/v1/quotes/\(try sentQuote(maker))/share")
            guard answer.status == 201 else { throw Unexpected("share", answer) }
            return maker.client.get("/v1/quote-shares/\(answer.id)").json
        },
        "quote-responses": { maker in
            let id = try sentQuote(maker)
            let answer = maker.client.post("/v1/quotes/\(id)/decline", ["reason": "No."])
            guard answer.status == 200 else { throw Unexpected("decline", answer) }
            return maker.client.get("/v1/quote-responses?quote_id=\(id)").data.first ?? .null
        },
        "order-amendments": { maker in
            let order = try confirmed(maker)["id"].string ?? ""
            _ = try maker.act(
                "orders/\(order)/amend", ["changes": ["requested_on": "2027-01-01"]])
            return maker.client.get("/v1/orders/\(order)/amendments").data.first ?? .null
        },
        "stock-reservations": { maker in
            let product = try maker.make("products", ["stock_policy": "backorder"])["id"]
            let goods = line.merging(["product_id": product])
            let order = try maker.make("orders", ["lines": [goods]])["id"].string ?? ""
            _ = try maker.act("orders/\(order)/confirm")
            return maker.client.get("/v1/orders/\(order)/reservations").data.first ?? .null
        },
        "imports": { maker in
            let made = maker.client.send(
                .post, "/v1/imports?resource=parties",
                headers: [("Content-Type", "application/x-ndjson")])
            guard made.status == 201 else { throw Unexpected("import", made) }
            return made.json
        },
        "sync-states": { maker in
            let party = try maker.make("parties")
            let subject: JSONValue = ["resource": "parties", "id": party["id"]]
            let made = maker.client.post(
                "/v1/sync-states/report",
                ["system": "erp", "records": [["subject": subject, "state": "sent"]]])
            guard let state = made.data.first else { throw Unexpected("sync state", made) }
            return state
        },
        "stage-history": { maker in
            let deal = try maker.make("opportunities")
            let address = "/v1/opportunities/\(deal["id"].string ?? "")/stage-history"
            return maker.client.get(address).data.first ?? .null
        },
    ]

    private static func sentQuote(_ maker: Maker) throws -> String {
        let quote = try maker.make(
            "quotes", ["party_id": try maker.make("parties")["id"], "lines": [line]])
        let id = quote["id"].string ?? ""
        let sent = maker.client.post("/v1/quotes/\(id)/send")
        guard sent.status == 200 else { throw Unexpected("send", sent) }
        return id
    }
}
