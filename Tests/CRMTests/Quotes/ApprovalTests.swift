import Schema
import Store
import Testing
import TratoTesting

@testable import CRM

/// Whose word a quote needs before it is sent, as those people see it through the API.
struct ApprovalTests {
    let shop: Shop
    let team: String
    let rep: Client
    let manager: Client
    let repID: String
    let managerID: String

    init() throws {
        shop = try Shop()
        team = shop.client.post("/v1/teams", ["name": "North"]).id
        managerID = try shop.server.user("Marta", role: "sales_manager", team: team).text
        repID = try shop.server.user("Rui", role: "sales_rep", team: team).text
        rep = try Self.client(shop, repID, "sales_rep")
        manager = try Self.client(shop, managerID, "sales_manager")
        let answer = shop.client.patch("/v1/users/\(repID)", ["manager_id": .string(managerID)])
        guard answer.status == 200 else { throw Unexpected("manager", answer) }
    }

    private static func client(_ shop: Shop, _ id: String, _ role: String) throws -> Client {
        shop.server.client(token: try shop.server.key(role: role, user: RecordID(id)))
    }

    private func person(_ name: String, role: String = "sales_manager") throws -> (String, Client) {
        let id = try shop.server.user(name, role: role, team: team).text
        return (id, try Self.client(shop, id, role))
    }

    @discardableResult
    func policy(_ members: JSONValue) throws -> String {
        let body: JSONValue = [
            "name": .string("Policy \(Fresh.number())"), "approvers": [["kind": "manager"]],
        ]
        return try shop.id(shop.make("approval-policies", body.merging(members)))
    }

    func quote(discount: String = "0", _ members: JSONValue = [:]) throws -> String {
        let body: JSONValue = [
            "party_id": .string(shop.customer), "owner_id": .string(repID),
            "lines": [Shop.line("10", "100", discount: discount)],
        ]
        return try shop.id(shop.make("quotes", body.merging(members)))
    }

    func quote(_ members: JSONValue) throws -> String { try quote(discount: "0", members) }

    private func mine(_ client: Client) -> [JSONValue] {
        client.get("/v1/approvals?mine=true").data
    }

    private func decide(
        _ client: Client, _ verb: String, _ approval: JSONValue, _ body: JSONValue? = nil
    ) -> TestResponse {
        client.post("/v1/approvals/\(approval["id"].string ?? "")/\(verb)", body)
    }

    private func status(_ quote: String) -> String? {
        shop.read("quotes/\(quote)")["status"].string
    }

    @Test func `a discount above the limit waits for the manager`() throws {
        try policy(["line_discount_percent_above": "10"])
        let id = try quote(discount: "25")
        let refused = rep.post("/v1/quotes/\(id)/send")
        #expect(refused.code == "approval_required")
        #expect(refused.json["needs"][0]["reasons"] == ["line_discount_percent 25 is above 10."])
        let submitted = rep.post("/v1/quotes/\(id)/submit")
        #expect(submitted.json["status"] == "in_review", "\(submitted)")
        #expect(submitted.json["submitted_by"] == .string(repID))
        #expect(rep.post("/v1/quotes/\(id)/send").code == "illegal_transition")
        #expect(shop.patch("quotes/\(id)", ["lines": []]).code == "not_editable")
        #expect(mine(rep).isEmpty)
        let asked = try #require(mine(manager).first)
        #expect(asked["line_discount_percent"] == "25" && asked["net_amount"] == "750.00")
        let approved = decide(manager, "approve", asked, ["comment": "Once."])
        #expect(approved.json["status"] == "approved", "\(approved)")
        let step = approved.json["steps"][0]
        #expect(step["decided_by"] == .string(managerID) && step["comment"] == "Once.")
        #expect(step["decided_at"] == "2026-11-22T10:15:30.250Z" && step["decision"] == "approved")
        #expect(status(id) == "approved")
        #expect(mine(manager).isEmpty)
        #expect(decide(manager, "approve", asked).code == "illegal_transition")
        #expect(rep.post("/v1/quotes/\(id)/send").json["status"] == "sent")
    }

    @Test func `a discount counts however it is given, and not on what is only offered`() throws {
        try policy(["line_discount_percent_above": "10", "margin_percent_below": "30"])
        let amount: JSONValue = ["discount_amount": "250"]
        let id = try quote(["lines": [Shop.line("10", "100").merging(amount)]])
        let refused = rep.post("/v1/quotes/\(id)/send")
        #expect(
            refused.json["needs"][0]["reasons"] == ["line_discount_percent 25 is above 10."],
            "\(refused)")
        let exact: JSONValue = ["discount_amount": "100"]
        let limit = try quote(["lines": [Shop.line("10", "100").merging(exact)]])
        #expect(rep.post("/v1/quotes/\(limit)/send").status == 200)
        let product = try shop.product("P", ["cost": "60"])
        let offered: JSONValue = [
            "product_id": .string(product), "quantity": "1", "unit_price": "100",
            "discount_percent": "90", "is_optional": true,
        ]
        let free = try quote(["lines": [Shop.line("1", "100"), offered]])
        #expect(rep.post("/v1/quotes/\(free)/send").status == 200)
    }

    @Test func `a price below the floor waits for a policy about floors`() throws {
        let product = try shop.product("P", ["cost": "60", "min_margin_percent": "25"])
        func lines(_ price: String) -> JSONValue {
            [
                "lines": [
                    [
                        "product_id": .string(product), "quantity": "1",
                        "unit_price": .string(price),
                    ]
                ]
            ]
        }
        let id = try quote(lines("75"))
        let refused = rep.post("/v1/quotes/\(id)/send")
        #expect(refused.code == "approval_required" && refused.json["needs"][0]["policy_id"].isNull)
        #expect(
            refused.json["needs"][0]["reasons"] == [
                "A line is 5 percent points below its product's floor."
            ], "\(refused)")
        let nobody = rep.post("/v1/quotes/\(id)/submit")
        #expect(nobody.status == 409 && nobody.code == "no_approver", "\(nobody)")
        #expect(status(id) == "draft")
        let floors = try policy(["on_below_floor": true])
        #expect(
            rep.post("/v1/quotes/\(id)/send").json["needs"].column("policy_id") == [floors])
        #expect(rep.post("/v1/quotes/\(id)/submit").json["status"] == "in_review")
        let asked = try #require(mine(manager).first)
        #expect(asked["floor_shortfall_percent"] == "5")
        #expect(decide(manager, "approve", asked).status == 200)
        #expect(rep.post("/v1/quotes/\(id)/send").status == 200)
        let revision = rep.post("/v1/quotes/\(id)/revise").id
        for (price, isFree) in [("74.9", false), ("75", true), ("80", true)] {
            #expect(shop.patch("quotes/\(revision)", lines(price)).status == 200)
            let answer = rep.post("/v1/quotes/\(revision)/send?dry_run=true")
            #expect((answer.status == 200) == isFree, "\(price): \(answer)")
        }
    }

    @Test func `what is overdue is said once`() throws {
        try policy(["line_discount_percent_above": "10", "sla_hours": 24])
        let id = try quote(discount: "25")
        _ = rep.post("/v1/quotes/\(id)/submit")
        func told() -> Int {
            shop.client.get("/v1/audit-entries?type=approval.overdue").data.count
        }
        try shop.server.tx { try Approving.noteOverdue($0) }
        #expect(told() == 0)
        shop.time.advance(milliseconds: 24 * 3_600_000)
        for _ in 0..<2 {
            try shop.server.tx { try Approving.noteOverdue($0) }
            #expect(told() == 1)
        }
        let asked = try #require(mine(manager).first)
        #expect(asked["overdue_at"] == "2026-11-23T10:15:30.250Z")
        #expect(decide(manager, "approve", asked).status == 200)
        try shop.server.tx { try Approving.noteOverdue($0) }
        #expect(told() == 1)
    }

    @Test func `a quote that no policy asks about is sent, and approved when it is submitted`()
        throws
    {
        try policy(["line_discount_percent_above": "10"])
        #expect(try rep.post("/v1/quotes/\(quote(discount: "10"))/send").status == 200)
        let id = try quote()
        #expect(rep.post("/v1/quotes/\(id)/submit").json["status"] == "approved")
        #expect(shop.read("approvals")["data"] == [])
        let empty = rep.post("/v1/quotes", [:]).id
        #expect(
            rep.post("/v1/quotes/\(empty)/submit").faults == [
                "/party_id required", "/lines required",
            ])
    }

    @Test func `a refusal needs a reason and leads back to the draft`() throws {
        try policy(["line_discount_percent_above": "10"])
        let id = try quote(discount: "25")
        _ = rep.post("/v1/quotes/\(id)/submit")
        let asked = try #require(mine(manager).first)
        #expect(decide(manager, "reject", asked).faults == ["/comment required"])
        let rejected = decide(manager, "reject", asked, ["comment": "Too much."])
        #expect(rejected.json["status"] == "rejected")
        #expect(status(id) == "draft")
        let feed = shop.client.get("/v1/audit-entries?type=quote.rejected").data
        #expect(feed.count == 1)
        #expect(shop.patch("quotes/\(id)", ["lines": [Shop.line("1", "5")]]).status == 200)
        #expect(rep.post("/v1/quotes/\(id)/send").status == 200)
    }

    @Test func `what is not worse than what was approved needs nobody again`() throws {
        try policy(["line_discount_percent_above": "10"])
        let id = try quote(discount: "25")
        _ = rep.post("/v1/quotes/\(id)/submit")
        _ = decide(manager, "approve", try #require(mine(manager).first))
        #expect(rep.post("/v1/quotes/\(id)/withdraw").json["status"] == "draft")
        let better: JSONValue = ["lines": [Shop.line("9", "100", discount: "20")]]
        #expect(shop.patch("quotes/\(id)", better).status == 200)
        #expect(rep.post("/v1/quotes/\(id)/send").status == 200)
        let revision = rep.post("/v1/quotes/\(id)/revise").id
        for (quantity, discount, isFree) in [
            ("7", "25", true), ("8", "26", false), ("11", "25", false),
        ] {
            let lines: JSONValue = [Shop.line(quantity, "100", discount: discount)]
            #expect(shop.patch("quotes/\(revision)", ["lines": lines]).status == 200)
            let answer = rep.post("/v1/quotes/\(revision)/send?dry_run=true")
            #expect((answer.status == 200) == isFree, "\(quantity) at \(discount): \(answer)")
        }
        let copy = rep.post("/v1/quotes/\(id)/duplicate").id
        #expect(rep.post("/v1/quotes/\(copy)/send").code == "approval_required")
    }

    @Test func `nobody approves a quote of their own, unless the policy lets them`() throws {
        let (otherID, other) = try person("Otto")
        let policy = try policy([
            "net_amount_above": "10",
            "approvers": [
                ["kind": "user", "user_id": .string(managerID)],
                ["kind": "user", "user_id": .string(otherID)],
            ],
        ])
        let id = try quote(["owner_id": .string(managerID)])
        #expect(manager.post("/v1/quotes/\(id)/submit").status == 200)
        #expect(mine(manager).isEmpty)
        let asked = try #require(mine(other).first)
        #expect(decide(manager, "approve", asked).code == "forbidden")
        #expect(decide(rep, "approve", asked).code == "forbidden")
        #expect(decide(other, "approve", asked).status == 200)
        #expect(
            shop.patch("approval-policies/\(policy)", ["allows_self_approval": true]).status == 200)
        let next = try quote(["owner_id": .string(managerID)])
        #expect(manager.post("/v1/quotes/\(next)/submit").status == 200)
        #expect(decide(manager, "approve", try #require(mine(manager).first)).status == 200)
    }

    @Test func `a policy that nobody could decide stops the quote where it is`() throws {
        let policy = try policy([
            "net_amount_above": "10",
            "approvers": [["kind": "user", "user_id": .string(repID)]],
        ])
        let id = try quote()
        let refused = rep.post("/v1/quotes/\(id)/submit")
        #expect(refused.code == "no_approver" && refused.json["policy_id"] == .string(policy))
        #expect(status(id) == "draft")
        #expect(shop.read("approvals")["data"] == [])
    }

    @Test func `who may not see or decide is not asked`() throws {
        let (other, _) = try person("Sara", role: "sales_rep")
        let south = shop.client.post("/v1/teams", ["name": "South"]).id
        let stranger = try shop.server.user("Zoe", role: "sales_manager", team: south).text
        let policy = try policy(["net_amount_above": "10"])
        for user in [other, stranger] {
            let asked: JSONValue = ["approvers": [["kind": "user", "user_id": .string(user)]]]
            #expect(shop.patch("approval-policies/\(policy)", asked).status == 200)
            let id = try quote()
            #expect(rep.post("/v1/quotes/\(id)/submit").code == "no_approver")
            #expect(status(id) == "draft")
        }
        // What the stranger was asked, a colleague who sees it may decide in their place.
        let delegation: JSONValue = [
            "owner_id": .string(stranger), "delegate_id": .string(managerID),
            "valid_from": "2026-11-01", "valid_until": "2026-12-31",
        ]
        try shop.make("approval-delegations", delegation)
        let id = try quote()
        #expect(rep.post("/v1/quotes/\(id)/submit").json["status"] == "in_review")
        #expect(decide(manager, "approve", try #require(mine(manager).first)).status == 200)
    }

    @Test func `prices with tax and costs in another currency are measured as others are`() throws {
        try policy(["document_discount_percent_above": "10"])
        let line = Shop.line("1", "121", tax: "21")
        let gross: JSONValue = [
            "prices_include_tax": true, "discount_amount": "11.50", "lines": [line],
        ]
        // 11.50 off 121.00 is 9.5 %, though it would be 11.5 % of the net amount.
        #expect(rep.post("/v1/quotes/\(try quote(gross))/send").status == 200)
        let more = try quote(gross.merging(["discount_amount": "12.11"]))
        #expect(rep.post("/v1/quotes/\(more)/send").code == "approval_required")
        try policy(["margin_percent_below": "30"])
        let product = try shop.product("P", ["cost": "80"])
        let cheap: JSONValue = [
            "product_id": .string(product), "quantity": "1", "unit_price": "100",
        ]
        let dollars = try quote(["currency": "USD", "exchange_rate": "1", "lines": [cheap]])
        let refused = rep.post("/v1/quotes/\(dollars)/send")
        #expect(refused.code == "approval_required", "\(refused)")
    }

    @Test func `levels decide one after the other, and all of a policy where it says so`() throws {
        let (_, second) = try person("Otto")
        try policy(["line_discount_percent_above": "10", "level": 2, "name": "Second"])
        let roles = shop.client.get("/v1/roles?name=sales_manager").data
        try policy([
            "line_discount_percent_above": "5", "name": "First", "mode": "all", "sla_hours": 24,
            "approvers": [
                ["kind": "manager"], ["kind": "role", "role_id": roles[0]["id"]],
            ],
        ])
        let id = try quote(discount: "25")
        _ = rep.post("/v1/quotes/\(id)/submit")
        let first = try #require(mine(second).first)
        #expect(first["policy_name"] == "First" && first["due_at"] == "2026-11-23T10:15:30.250Z")
        #expect(decide(second, "approve", first).json["status"] == "pending")
        #expect(decide(second, "approve", first).code == "forbidden")
        #expect(mine(manager).count == 1)
        #expect(decide(manager, "approve", first).json["status"] == "approved")
        #expect(status(id) == "in_review")
        let last = try #require(mine(manager).first)
        #expect(last["policy_name"] == "Second" && mine(second).isEmpty)
        #expect(decide(manager, "approve", last).status == 200)
        #expect(status(id) == "approved")
    }

    @Test func `a delegate decides on the days of the delegation`() throws {
        let (otherID, other) = try person("Otto")
        try policy(["line_discount_percent_above": "10"])
        let id = try quote(discount: "25")
        _ = rep.post("/v1/quotes/\(id)/submit")
        let delegation: JSONValue = [
            "delegate_id": .string(otherID), "valid_from": "2026-11-23",
            "valid_until": "2026-11-24",
        ]
        let forOthers = other.post(
            "/v1/approval-delegations",
            delegation.merging([
                "owner_id": .string(managerID), "delegate_id": .string(repID),
            ]))
        #expect(forOthers.code == "forbidden", "\(forOthers)")
        #expect(manager.post("/v1/approval-delegations", delegation).status == 201)
        #expect(mine(other).isEmpty)
        shop.time.advance(milliseconds: 86_400_000)
        let asked = try #require(mine(other).first)
        let answer = decide(other, "approve", asked)
        #expect(answer.json["steps"][0]["on_behalf_of"] == .string(managerID), "\(answer)")
        #expect(answer.json["steps"][0]["decided_by"] == .string(otherID))
        let next = try quote(discount: "30")
        _ = rep.post("/v1/quotes/\(next)/submit")
        shop.time.advance(milliseconds: 2 * 86_400_000)
        #expect(mine(other).isEmpty && mine(manager).count == 1)
    }

    @Test func `what nobody has decided ends with the review`() throws {
        try policy(["line_discount_percent_above": "10"])
        for (verb, after) in [("withdraw", "draft"), ("cancel", "cancelled")] {
            let id = try quote(discount: "25")
            _ = rep.post("/v1/quotes/\(id)/submit")
            #expect(mine(manager).count == 1)
            #expect(rep.post("/v1/quotes/\(id)/\(verb)").json["status"].string == after)
            #expect(mine(manager).isEmpty)
            #expect(shop.read("approvals?quote_id=\(id)")["data"][0]["status"] == "cancelled")
        }
    }

    @Test func `what waits for somebody is found through indices`() throws {
        let named = try #require(Approvals.table.named["mine"])
        let steps = try shop.server.read { tx in
            var query = try ListQuery(Approvals.table)
            let access = Access(
                actorID: nil, credentialID: nil, userID: RecordID(managerID), name: "",
                roleName: "",
                teamID: nil, teamTree: [], scopes: [], timeZone: "UTC", rights: [])
            query.predicate = named.predicate(access, now: tx.now)
            return try query.statements(tx).flatMap { try tx.plan(of: $0) }
        }
        #expect(!steps.contains { $0.hasPrefix("SCAN") && !$0.contains("USING") }, "\(steps)")
        #expect(steps.contains { $0.contains("approvals_status_created_at_x") }, "\(steps)")
    }

    @Test func `nobody decides who has taken the quote over meanwhile`() throws {
        try policy(["line_discount_percent_above": "10"])
        let id = try quote(discount: "25")
        #expect(rep.post("/v1/quotes/\(id)/submit").status == 200)
        let asked = try #require(mine(manager).first)
        let taken = shop.patch("quotes/\(id)", ["owner_id": .string(managerID)])
        #expect(taken.status == 200, "\(taken)")
        #expect(decide(manager, "approve", asked).status == 403)
        #expect(status(id) == "in_review")
        let back = shop.patch("quotes/\(id)", ["owner_id": .string(repID)])
        #expect(back.status == 200, "\(back)")
        #expect(decide(manager, "approve", asked).status == 200)
    }
}
