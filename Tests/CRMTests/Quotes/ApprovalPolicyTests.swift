import Testing
import TratoTesting

/// What policies ask about, and what is wrong with one.
extension ApprovalTests {
    @Test func `a policy says when it asks and whom`() throws {
        let body: JSONValue = ["name": "Nothing", "line_discount_percent_above": "10"]
        #expect(
            shop.client.post("/v1/approval-policies", body).faults == ["/approvers required"])
        let none = shop.client.post(
            "/v1/approval-policies", ["name": "Nothing", "approvers": [["kind": "manager"]]])
        #expect(none.faults == [" required"])
        let wrong = shop.client.post(
            "/v1/approval-policies",
            body.merging([
                "approvers": [["kind": "user"], ["kind": "role", "user_id": .string(repID)]]
            ]))
        #expect(
            wrong.faults == [
                "/approvers/0/user_id required", "/approvers/1/role_id required",
                "/approvers/1/user_id conflict",
            ])
        #expect(rep.post("/v1/approval-policies", body).code == "forbidden")
        #expect(rep.get("/v1/approvals?mine=maybe").code == "bad_parameter")
    }

    @Test(
        arguments: [
            (["net_amount_above": "999.99"], ["net_amount 1000.00 is above 999.99."]),
            (["net_amount_above": "1000"], []),
            (["net_amount_above": "1", "currency": "USD"], []),
            (["payment_terms_days_above": 30], ["payment_terms_days 60 is above 30."]),
            (["on_free_text_terms": true], ["The quote has terms of its own."]),
            (
                ["document_discount_percent_above": "3"],
                ["document_discount_percent 9.09091 is above 3."]
            ),
            (["margin_percent_below": "40"], ["margin_percent 34 is below 40."]),
            (["margin_percent_below": "34"], []),
        ] as [(JSONValue, [String])])
    func `a policy asks about`(condition: JSONValue, reasons: [String]) throws {
        try policy(condition)
        let product = try shop.product("P", ["cost": "60"])
        let line: JSONValue = [
            "product_id": .string(product), "quantity": "11", "unit_price": "100",
        ]
        let id = try quote([
            "lines": [line], "discount_amount": "100", "payment_terms_days": 60,
            "terms": "Ours.",
        ])
        let answer = rep.post("/v1/quotes/\(id)/send")
        #expect(
            answer.json["needs"][0]["reasons"].elements.compactMap(\.string) == reasons, "\(answer)"
        )
        #expect((answer.status == 200) == reasons.isEmpty)
    }
}
