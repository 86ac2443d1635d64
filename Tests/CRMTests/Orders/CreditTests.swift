import Schema
import Testing
import TratoTesting

@testable import CRM

struct CreditTests {
    let shop: Shop

    init() throws { shop = try Shop() }

    @discardableResult
    private func account(_ limit: String, _ members: JSONValue = [:]) throws -> JSONValue {
        let body: JSONValue = [
            "party_id": .string(shop.customer), "limit_amount": .string(limit),
        ]
        return try shop.make("credit-accounts", body.merging(members))
    }

    private func draft(_ price: String, _ members: JSONValue = [:]) throws -> String {
        try shop.id(shop.order([Shop.line("1", price)], members))
    }

    private func confirm(_ order: String) -> TestResponse { shop.verb("orders/\(order)/confirm") }

    private func exposure(_ account: JSONValue) throws -> JSONValue {
        shop.read("credit-accounts/\(try shop.id(account))/exposure")
    }

    // MARK: The judgement

    private static let cases:
        [(
            amount: Int64, policy: CreditAccounts.Policy, overdue: Int64, outcome: String,
            reasons: [String]
        )] = [
            (400, .block, 0, "approved", []), (401, .block, 0, "denied", ["over_limit"]),
            (401, .hold, 0, "held", ["over_limit"]), (401, .warn, 0, "approved", ["over_limit"]),
            (0, .block, 30, "approved", []), (0, .block, 31, "denied", ["overdue"]),
            (401, .hold, 31, "held", ["over_limit", "overdue"]),
        ]

    @Test(arguments: cases.indices)
    func `an amount is judged by limit, guarantee, exposure and what is overdue`(
        _ index: Int
    ) throws {
        let test = Self.cases[index]
        let euro = try #require(Currency("EUR"))
        func money(_ units: Int64) -> Money { Money(tenThousandths: units * Money.scale) }
        var standing = CreditStanding(currency: euro, limit: money(1_000))
        standing.guaranteed = money(200)
        standing.policy = test.policy
        standing.overdueDaysBlock = 30
        standing.exposure = CreditExposure(
            openInvoices: money(500), openOrders: money(350), credits: money(50))
        standing.history.overdue = test.overdue > 0 ? money(1) : .zero
        standing.history.overdueDays = test.overdue
        let day = Day(daysSince1970: 20_000)
        let verdict = try CreditVerdict.judge(money(test.amount), standing, on: day)
        #expect(verdict.outcome.rawValue == test.outcome)
        #expect(verdict.reasons.map(\.rawValue) == test.reasons)
        if test.reasons.contains("over_limit") { #expect(verdict.shortfall == money(1)) }
        standing.isActive = false
        standing.validUntil = day.adding(days: -1)
        let none = try CreditVerdict.judge(money(1), standing, on: day)
        #expect(none.outcome == .denied)
        #expect(none.reasons.contains(.suspended) && none.reasons.contains(.expired))
    }

    // MARK: Other currencies

    @Test func `another currency is judged by the rate of the day`() throws {
        let made = try account("1000")
        func yen(_ price: String) throws -> String { try draft(price, ["currency": "JPY"]) }
        let early = try yen("80000")
        let refused = confirm(early)
        #expect(refused.status == 422 && refused.faults == ["/currency conflict"], "\(refused)")
        #expect(shop.read("orders/\(early)")["status"] == "draft")
        try shop.make(
            "exchange-rates", ["currency": "JPY", "valid_from": "2026-01-01", "rate": "160"])
        // 500.00, and 312.51 for 50,001 yen: half a cent up.
        #expect(confirm(early).json["status"] == "confirmed")
        #expect(try exposure(made)["open_orders_amount"] == "500.00")
        #expect(confirm(try yen("50001")).status == 200)
        #expect(try exposure(made)["open_orders_amount"] == "812.51")
        let over = confirm(try yen("30000"))
        #expect(over.code == "credit_refused", "\(over)")
        // 187.50 asked for, 187.49 left.
        #expect(over.json["shortfall_amount"] == "2")
        #expect(confirm(try draft("187.50")).json["shortfall_amount"] == "0.01")
        #expect(confirm(try draft("187.49")).status == 200)
        // A stronger yen makes more of what is open.
        try shop.make(
            "exchange-rates", ["currency": "JPY", "valid_from": "2026-11-22", "rate": "80"])
        let now = try exposure(made)
        #expect(now["open_orders_amount"] == "1812.50" && now["available_amount"] == "-812.50")
        #expect(confirm(try draft("0.01")).code == "credit_refused")
        #expect(try shop.violations() == [])
    }

    @Test func `what is overdue in another currency stops orders as well`() throws {
        let made = try account("1000", ["overdue_days_block": 30])
        try shop.make(
            "exchange-rates", ["currency": "KWD", "valid_from": "2026-01-01", "rate": "0.35"])
        try shop.make(
            "invoices",
            [
                "party_id": .string(shop.customer), "currency": "KWD", "net_amount": "35.000",
                "issued_on": "2026-09-01", "due_on": "2026-10-01",
            ])
        let now = try exposure(made)
        #expect(now["open_invoices_amount"] == "100.00" && now["overdue_amount"] == "100.00")
        #expect(now["overdue_days"] == 52, "\(now)")
        #expect(confirm(try draft("1")).json["reasons"][0]["code"] == "overdue")
    }

    // MARK: Orders

    @Test func `fifty parallel confirms against a limit that fits ten pass exactly ten`() throws {
        try account("1000")
        let orders = try (0..<50).map { _ in try draft("100") }
        try shop.server.serving { connect in
            let clients = try (0..<50).map { _ in try connect() }
            let answers = Concurrently.map(0..<50) { index in
                clients[index].post("/v1/orders/\(orders[index])/confirm")
            }
            #expect(answers.filter { $0.status == 200 }.count == 10)
            #expect(answers.filter { $0.code == "credit_refused" }.count == 40)
        }
        let confirmed = shop.read("orders?status=confirmed&limit=100")["data"].elements
        #expect(confirmed.count == 10)
        #expect(try shop.violations() == [])
    }

    @Test func `an order that is closed and reopened after another is asked again`() throws {
        try account("100")
        let first = try draft("100")
        #expect(confirm(first).status == 200)
        #expect(shop.verb("orders/\(first)/cancel").status == 200)
        let second = try draft("100")
        #expect(confirm(second).status == 200)
        let back = shop.verb("orders/\(first)/reopen")
        #expect(back.code == "credit_refused", "\(back)")
        #expect(back.json["shortfall_amount"] == "100.00")
        #expect(back.json["reasons"][0]["code"] == "over_limit")
        #expect(shop.read("orders/\(first)")["status"] == "cancelled")
    }

    @Test func `an order that was closed short is asked again as well`() throws {
        let account = try account("100", ["policy": "hold"])
        let first = try shop.id(shop.order([Shop.line("10", "10")]))
        #expect(confirm(first).status == 200)
        let line = shop.read("orders/\(first)")["lines"][0]["id"]
        let sent = shop.client.post(
            "/v1/orders/\(first)/fulfillments",
            ["lines": [["order_line_id": line, "quantity": "2"]]])
        #expect(sent.status == 201, "\(sent)")
        _ = shop.verb("orders/\(first)/close_short")
        #expect(try exposure(account)["open_orders_amount"] == "20.00")
        #expect(confirm(try draft("80")).json["status"] == "confirmed")
        let held = shop.verb("orders/\(first)/reopen").json
        #expect(held["status"] == "credit_hold")
        #expect(held["credit_shortfall_amount"] == "80.00")
        #expect(
            shop.client.post("/v1/orders/\(first)/fulfillments", [:]).code == "illegal_transition")
        let free = shop.verb("orders/\(first)/release_credit", ["reason": "Paid by cheque"])
        #expect(free.json["status"] == "in_fulfillment", "\(free)")
        #expect(try shop.violations() == [])
    }

    @Test func `a held order waits for somebody who may release it, and that is kept`() throws {
        try account("50", ["policy": "hold"])
        let order = try draft("80")
        let held = confirm(order).json
        #expect(held["status"] == "credit_hold")
        #expect(held["number"] == "O-2026-000001")
        #expect(held["credit_reasons"] == ["over_limit"])
        let seller = try shop.server.person("Rui", role: "sales_manager")
        let path = "/v1/orders/\(order)/release_credit"
        #expect([403, 404].contains(seller.post(path, ["reason": "x"]).status))
        let controller = try shop.server.person("Carla", role: "credit_controller")
        #expect(controller.post(path, [:]).faults == ["/reason required"])
        #expect(
            controller.post(path, ["reason": "x", "until": "2026-11-21"]).faults == [
                "/until in_the_past"
            ])
        let free = controller.post(path, ["reason": "Known well", "until": "2026-11-30"])
        #expect(free.json["status"] == "confirmed", "\(free)")
        let entry = shop.read("audit-entries?record_id=\(order)&limit=1")["data"][0]
        #expect(entry["type"] == "order.credit_released")
        #expect(entry["changes"]["credit_release_reason"] == [nil, "Known well"])
        #expect(entry["changes"]["credit_released_until"] == [nil, "2026-11-30"])
        let who = controller.get("/v1/me").json["user_id"]
        #expect(entry["actor_id"] == who)
        #expect(shop.read("orders/\(order)")["credit_released_by"] == who)
        // The release covers what is shipped, until its last day.
        shop.time.advance(days: 9)
        let late = shop.client.post("/v1/orders/\(order)/fulfillments", [:])
        #expect(late.code == "credit_refused", "\(late)")
        #expect(controller.post(path, ["reason": "Once more"]).status == 200)
        #expect(shop.client.post("/v1/orders/\(order)/fulfillments", [:]).status == 201)
        let types = shop.client.get("/v1/changes?resource=orders&limit=100").data.compactMap {
            $0["type"].string
        }
        #expect(types.contains("order.credit_held"))
    }

    @Test func `a warning lets pass and says so`() throws {
        try account("50", ["policy": "warn"])
        let order = try draft("80")
        let passed = confirm(order).json
        #expect(passed["status"] == "confirmed")
        #expect(passed["credit_reasons"] == ["over_limit"])
        #expect(passed["credit_shortfall_amount"] == "30.00")
    }

    @Test func `a group shares a limit, and a guarantor adds to it`() throws {
        func party(_ name: String, _ roles: JSONValue = []) throws -> String {
            try shop.id(
                shop.make(
                    "parties",
                    ["kind": "organization", "display_name": .string(name), "roles": roles]))
        }
        let sister = try party("Sister")
        let bank = try party("Bank", [["role": "guarantor"]])
        let made = try account("100", ["members": [["party_id": .string(sister)]]])
        #expect(confirm(try draft("60")).status == 200)
        let second = try draft("60", ["party_id": .string(sister)])
        #expect(confirm(second).code == "credit_refused")
        let path = "credit-accounts/\(try shop.id(made))"
        let stranger = shop.patch(
            path, ["guarantees": [["party_id": .string(sister), "guaranteed_amount": "20"]]])
        #expect(stranger.faults == ["/guarantees/0/party_id conflict"], "\(stranger)")
        let ended: JSONValue = [
            "party_id": .string(bank), "guaranteed_amount": "20", "valid_until": "2026-11-21",
        ]
        #expect(shop.patch(path, ["guarantees": [ended]]).status == 200)
        #expect(confirm(second).code == "credit_refused")
        #expect(
            shop.patch(path, ["guarantees": [ended.merging(["valid_until": nil])]]).status == 200)
        #expect(confirm(second).status == 200)
        let twice = shop.client.post(
            "/v1/credit-accounts", ["party_id": .string(sister), "limit_amount": "1"])
        #expect(twice.faults == ["/party_id conflict"], "\(twice)")
    }

    @Test func `what a guarantor answers for on an order binds no credit`() throws {
        let bank = try shop.id(
            shop.make(
                "parties",
                [
                    "kind": "organization", "display_name": "Bank",
                    "roles": [["role": "guarantor"]],
                ]))
        let made = try account("100")
        let order = try draft(
            "150", ["guarantor_id": .string(bank), "guaranteed_amount": "50"])
        #expect(confirm(order).status == 200)
        #expect(try exposure(made)["open_orders_amount"] == "100.00")
        #expect(
            shop.client.post(
                "/v1/orders", ["party_id": .string(shop.customer), "guaranteed_amount": "5"]
            ).faults == ["/guaranteed_amount conflict"])
    }

    @Test func `exposure follows invoices and payments`() throws {
        let made = try account("1000", ["terms_days": 14])
        let order = try draft("300")
        #expect(confirm(order).status == 200)
        func standing(_ name: String) throws -> JSONValue { try exposure(made)["\(name)_amount"] }
        #expect(try standing("open_orders") == "300.00")
        let early = shop.client.post(
            "/v1/payments", ["party_id": .string(shop.customer), "amount": "40"])
        #expect(try standing("exposure") == "260.00")
        let bill = shop.client.post("/v1/orders/\(order)/invoices", [:])
        #expect(bill.json["due_on"] == "2026-12-06")
        #expect(try standing("open_orders") == "0.00")
        #expect(try standing("open_invoices") == "300.00")
        _ = shop.client.post("/v1/orders/\(order)/payments", ["amount": "300"])
        #expect(try standing("exposure") == "-40.00")
        _ = shop.verb("payments/\(early.id)/void")
        #expect(try standing("available") == "1000.00")
        #expect(try exposure(made)["paid_invoices"] == 1)
    }

    @Test func `an overdue invoice stops orders, and late payers are known`() throws {
        let made = try account("1000", ["overdue_days_block": 10, "late_days_block": 20])
        let bill = try shop.make(
            "invoices",
            [
                "party_id": .string(shop.customer), "net_amount": "10",
                "issued_on": "2026-10-01", "due_on": "2026-11-01",
            ])
        let order = try draft("5")
        let refused = confirm(order)
        #expect(refused.json["reasons"][0]["code"] == "overdue", "\(refused)")
        #expect(try exposure(made)["overdue_days"] == 21)
        _ = try shop.make(
            "payments",
            ["amount": "10", "applications": [["invoice_id": bill["id"]]]])
        #expect(try exposure(made)["average_days_late"] == 21)
        #expect(confirm(order).json["reasons"][0]["code"] == "pays_late")
        _ = shop.patch(
            "credit-accounts/\(try shop.id(made))", ["late_days_block": nil])
        #expect(confirm(order).status == 200)
    }

    @Test func `an amendment upward is asked about, one downward is not`() throws {
        try account("100")
        let order = try shop.id(shop.order([Shop.line("10", "10")]))
        #expect(confirm(order).status == 200)
        let line = shop.read("orders/\(order)")["lines"][0]
        func amend(_ quantity: String) -> TestResponse {
            let changed: JSONValue = ["id": line["id"], "quantity": .string(quantity)]
            return shop.verb("orders/\(order)/amend", ["changes": ["lines": [changed]]])
        }
        #expect(amend("11").code == "credit_refused")
        #expect(amend("9").status == 200)
        #expect(amend("10").status == 200)
        #expect(shop.read("orders/\(order)")["revision"] == 3)
    }

    @Test func `what was shipped binds credit also while an amendment is held`() throws {
        let made = try account("100", ["policy": "hold"])
        let order = try shop.id(shop.order([Shop.line("10", "10")]))
        #expect(confirm(order).status == 200)
        let line = shop.read("orders/\(order)")["lines"][0]["id"]
        func ship() -> TestResponse {
            shop.client.post(
                "/v1/orders/\(order)/fulfillments",
                ["lines": [["order_line_id": line, "quantity": "4"]]])
        }
        #expect(ship().status == 201)
        let changed: JSONValue = ["id": line, "quantity": "20"]
        let held = shop.verb("orders/\(order)/amend", ["changes": ["lines": [changed]]])
        #expect(held.json["status"] == "credit_hold", "\(held)")
        #expect(try exposure(made)["open_orders_amount"] == "40.00")
        #expect(ship().code == "illegal_transition")
        let bill = shop.client.post(
            "/v1/orders/\(order)/invoices",
            ["lines": [["order_line_id": line, "quantity": "4"]]])
        #expect(bill.json["gross_amount"] == "40.00", "\(bill)")
        #expect(try exposure(made)["exposure_amount"] == "40.00")
        _ = shop.verb("orders/\(order)/release_credit", ["reason": "Known"])
        #expect(try exposure(made)["open_orders_amount"] == "160.00")
        #expect(try shop.violations() == [])
    }

    // MARK: At the point of service

    @Test func `a credit check answers and stores nothing`() throws {
        func check(_ amount: String, _ members: JSONValue = [:]) -> TestResponse {
            let body: JSONValue = [
                "party_id": .string(shop.customer), "amount": .string(amount),
            ]
            return shop.client.post("/v1/credit-checks", body.merging(members))
        }
        let none = check("10")
        #expect(none.json["outcome"] == "denied", "\(none)")
        #expect(none.json["reasons"][0]["code"] == "no_credit_account")
        #expect(none.json["standing"].isNull)
        let made = try account("100", ["policy": "hold"])
        let seq = shop.client.get("/v1/changes?after=latest").nextCursor
        #expect(check("100").json["outcome"] == "approved")
        let held = check("100.01").json
        #expect(held["outcome"] == "held")
        #expect(held["shortfall_amount"] == "0.01")
        #expect(held["standing"]["available_amount"] == "100.00")
        #expect(held["standing"]["credit_account_id"] == made["id"])
        #expect(check("1", ["currency": "CHF"]).faults == ["/currency conflict"])
        _ = shop.verb("credit-accounts/\(try shop.id(made))/suspend")
        #expect(check("1").json["outcome"] == "denied")
        #expect(
            Set(shop.client.post("/v1/credit-checks", ["amount": "x", "y": 1]).faults) == [
                "/party_id required", "/amount malformed", "/y unknown_field",
            ])
        #expect(shop.client.get("/v1/changes?after=latest").nextCursor != seq)
        let before = shop.client.get("/v1/changes?after=latest").nextCursor
        _ = check("1")
        #expect(shop.client.get("/v1/changes?after=latest").nextCursor == before)
    }
}
