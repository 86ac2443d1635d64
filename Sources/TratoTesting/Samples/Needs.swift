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
}
