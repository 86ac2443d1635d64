import Schema
import Testing
import TratoTesting

@testable import CRM

/// Orders whose prices are below a floor: somebody else agrees, or they do not bind.
struct FloorTests {
    let shop: Shop
    let product: String
    let sellerID: String
    let managerID: String
    let seller: Client
    let manager: Client
    /// A key that belongs to no user.
    let machine: Client

    init() throws {
        shop = try Shop()
        let team = shop.client.post("/v1/teams", ["name": "North"]).id
        // With 25 % of margin over a cost of 60, the floor is 80.
        product = try shop.product("chair", ["cost": "60", "min_margin_percent": "25"])
        sellerID = try shop.server.user("Sara", role: "sales_manager", team: team).text
        managerID = try shop.server.user("Marta", role: "sales_manager", team: team).text
        machine = shop.server.client(token: try shop.server.key(role: "admin"))
        seller = shop.server.client(
            token: try shop.server.key(role: "sales_manager", user: RecordID(sellerID)))
        manager = shop.server.client(
            token: try shop.server.key(role: "sales_manager", user: RecordID(managerID)))
    }

    private func line(_ quantity: String, _ price: String, _ members: JSONValue = [:]) -> JSONValue
    {
        let line: JSONValue = [
            "product_id": .string(product), "quantity": .string(quantity),
            "unit_price": .string(price), "tax_rate_percent": "0",
        ]
        return line.merging(members)
    }

    private func draft(_ lines: [JSONValue]) throws -> String {
        try shop.id(shop.order(lines, ["owner_id": .string(sellerID)]))
    }

    @Test func `a price below the floor is confirmed by somebody else only`() throws {
        let id = try draft([Shop.line("1", "5"), line("10", "75")])
        let refused = seller.post("/v1/orders/\(id)/confirm")
        #expect(refused.status == 409 && refused.code == "approval_required", "\(refused)")
        #expect(refused.json["lines"] == ["/lines/1"])
        #expect(refused.json["floor_shortfall_percent"] == "5")
        #expect(shop.read("orders/\(id)")["status"] == "draft")
        #expect(seller.post("/v1/orders/\(id)/submit").json["status"] == "pending_approval")
        #expect(seller.post("/v1/orders/\(id)/confirm").code == "illegal_transition")
        #expect(shop.patch("orders/\(id)", ["lines": []]).code == "not_editable")
        #expect(seller.post("/v1/orders/\(id)/approve").code == "forbidden")
        // A key that belongs to nobody is nobody's word.
        #expect(machine.post("/v1/orders/\(id)/approve").code == "forbidden")
        let long = JSONValue.string(String(repeating: "x", count: 501))
        #expect(
            manager.post("/v1/orders/\(id)/approve", ["comment": long]).faults == [
                "/comment too_long"
            ])
        let approved = manager.post("/v1/orders/\(id)/approve", ["comment": "Clearance."])
        #expect(approved.json["status"] == "confirmed", "\(approved)")
        #expect(approved.json["approved_by"] == .string(managerID))
        #expect(approved.json["approval_comment"] == "Clearance.")
        #expect(approved.json["approved_at"] == "2026-11-22T10:15:30.250Z")
        let entry = shop.client.get("/v1/audit-entries?type=order.confirmed").data[0]
        #expect(entry["actor_id"] == .string(managerID), "\(entry)")
        #expect(try shop.violations() == [])
    }

    @Test func `whose order it is does not approve it, whoever has submitted it`() throws {
        let id = try draft([line("10", "75")])
        #expect(shop.verb("orders/\(id)/submit").status == 200)
        #expect(seller.post("/v1/orders/\(id)/approve").code == "forbidden")
        #expect(manager.post("/v1/orders/\(id)/reject", ["reason": "Too cheap"]).status == 200)
        let lines: JSONValue = ["lines": [line("10", "80")]]
        #expect(shop.patch("orders/\(id)", lines).json["approval_required"] == false)
        #expect(seller.post("/v1/orders/\(id)/confirm").json["status"] == "confirmed")
    }

    @Test func `what is only offered has no floor to keep`() throws {
        let id = try draft([line("1", "90"), line("1", "10", ["is_optional": true])])
        #expect(shop.read("orders/\(id)")["approval_required"] == false)
        #expect(seller.post("/v1/orders/\(id)/confirm").status == 200)
    }

    @Test func `what a quote has settled needs nobody again, and no more than that`() throws {
        try shop.make(
            "approval-policies",
            [
                "name": "Floors", "on_below_floor": true,
                "approvers": [["kind": "user", "user_id": .string(managerID)]],
            ])
        func accepted() throws -> String {
            let id = try shop.id(
                shop.quote([line("10", "75")], ["owner_id": .string(sellerID)]))
            #expect(seller.post("/v1/quotes/\(id)/submit").json["status"] == "in_review")
            let asked = try #require(manager.get("/v1/approvals?mine=true").data.first)
            #expect(asked["floor_shortfall_percent"] == "5")
            let path = "/v1/approvals/\(asked["id"].string ?? "")/approve"
            #expect(manager.post(path).status == 200)
            #expect(seller.post("/v1/quotes/\(id)/send").status == 200)
            let answer = seller.post("/v1/quotes/\(id)/accept", ["signed_by": "Ana"])
            return answer.json["order_id"].string ?? ""
        }
        let first = try accepted()
        #expect(shop.read("orders/\(first)")["approval_required"] == true)
        #expect(shop.verb("orders/\(first)/confirm").json["status"] == "confirmed")
        for (lines, isFree) in [
            ([line("11", "75")], false), ([line("10", "74.99")], false),
            ([line("9", "75")], true), ([line("4", "75"), line("6", "76")], true),
            ([line("5", "75"), line("6", "75")], false),
        ] {
            let next = try accepted()
            #expect(shop.patch("orders/\(next)", ["lines": .array(lines)]).status == 200)
            let answer = shop.verb("orders/\(next)/confirm")
            #expect((answer.status == 200) == isFree, "\(lines): \(answer)")
        }
        let changed = try accepted()
        #expect(shop.patch("orders/\(changed)", ["discount_amount": "1"]).status == 200)
        #expect(shop.verb("orders/\(changed)/confirm").code == "approval_required")
    }

    @Test func `an amendment goes below the floor by somebody else only`() throws {
        let id = try draft([line("10", "80")])
        #expect(seller.post("/v1/orders/\(id)/confirm").status == 200)
        let row = shop.read("orders/\(id)")["lines"][0]["id"]
        func amend(_ client: Client, _ quantity: String, _ price: String) -> TestResponse {
            let lines: JSONValue = [line(quantity, price, ["id": row])]
            return client.post("/v1/orders/\(id)/amend", ["changes": ["lines": lines]])
        }
        let refused = amend(seller, "10", "79.99")
        #expect(refused.code == "approval_required", "\(refused)")
        #expect(shop.read("orders/\(id)")["revision"] == 1)
        #expect(amend(machine, "10", "79.99").code == "approval_required")
        let done = amend(manager, "10", "75")
        #expect(done.status == 200, "\(done)")
        #expect(done.json["approved_by"] == .string(managerID))
        #expect(amend(seller, "9", "75").status == 200)
        #expect(amend(seller, "9", "74").code == "approval_required")
        #expect(amend(seller, "10", "75").code == "approval_required")
        #expect(try shop.violations() == [])
    }
}
