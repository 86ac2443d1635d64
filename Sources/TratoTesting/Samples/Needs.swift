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
        "tax-rates": { _ in ["tax_category": .string("category \(Fresh.number())")] },
        "parties": { _ in
            ["kind": "organization", "display_name": .string("Party \(Fresh.number())")]
        },
    ]

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
