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
        "activities": { _ in ["type": "task"] },
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
        "stage-history": { maker in
            let deal = try maker.make("opportunities")
            let address = "/v1/opportunities/\(deal["id"].string ?? "")/stage-history"
            return maker.client.get(address).data.first ?? .null
        },
    ]
}
