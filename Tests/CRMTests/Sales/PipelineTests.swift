import CRM
import Testing
import TratoTesting

@Suite struct PipelineTests {
    static let stages: JSONValue = [
        ["key": "new", "name": "New", "category": "open"],
        ["key": "won", "name": "Won", "category": "won"],
        ["key": "lost", "name": "Lost", "category": "lost"],
    ]

    @Test func `stages that say nothing get the figures of their category`() throws {
        let sales = try SalesServer()
        let made = try sales.make("pipelines", ["name": "Partners", "stages": Self.stages])
        let stages = made["stages"].elements
        #expect(stages.map { $0["default_probability"] } == ["0", "100", "0"])
        #expect(stages.map { $0["forecast_category"] } == ["pipeline", "closed", "omitted"])
        #expect(made["is_default"] == false)
    }

    @Test(
        arguments: [
            ([], ["/stages required"]),
            ([["key": "a", "name": "A", "category": "open"]], ["/stages required"]),
            (
                [
                    ["key": "a", "name": "A", "category": "open"],
                    ["key": "A", "name": "B", "category": "won"],
                    ["key": "c", "name": "C", "category": "lost"],
                ], ["/stages/1/key duplicate"]
            ),
            (
                [
                    ["key": "a", "name": "A", "category": "open", "forecast_category": "closed"],
                    ["key": "b", "name": "B", "category": "won", "default_probability": 90],
                    ["key": "c", "name": "C", "category": "lost", "forecast_category": "commit"],
                ],
                [
                    "/stages/0/forecast_category conflict",
                    "/stages/1/default_probability conflict",
                    "/stages/2/forecast_category conflict",
                ]
            ),
            (
                [
                    ["key": "a", "name": "A", "category": "open", "default_probability": 101],
                    ["key": "b", "name": "B", "category": "won", "rot_after_days": 0],
                    ["key": "c", "name": "C", "category": "gone"],
                ],
                [
                    "/stages/0/default_probability out_of_range",
                    "/stages/1/rot_after_days out_of_range",
                    "/stages/2/category unknown_value",
                ]
            ),
        ] as [(JSONValue, [String])])
    func `stages that contradict themselves are refused`(stages: JSONValue, faults: [String]) throws
    {
        let sales = try SalesServer()
        let refused = sales.client.post("/v1/pipelines", ["name": "P", "stages": stages])
        #expect(refused.status == 422)
        #expect(refused.faults == faults)
    }

    @Test func `there is one default pipeline, and it cannot be deleted`() throws {
        let sales = try SalesServer()
        let first = sales.read("pipelines?is_default=true")["data"][0]
        #expect(first["name"] == "Sales")
        let second = try sales.make(
            "pipelines", ["name": "Partners", "stages": Self.stages, "is_default": true])
        let defaults = sales.read("pipelines?is_default=true")["data"].elements
        #expect(defaults.map { $0["id"] } == [second["id"]])
        let refused = sales.client.delete("/v1/pipelines/\(try sales.id(second))")
        #expect(refused.code == "in_use")
        #expect(sales.client.delete("/v1/pipelines/\(try sales.id(first))").status == 204)
    }

    @Test func `installing twice makes one pipeline, and none comes back once deleted`() throws {
        let sales = try SalesServer()
        try sales.server.tx { try SalesDefaults.install($0) }
        #expect(sales.count("pipelines") == 1)
        let stages = sales.read("pipelines?include=stages")["data"][0]["stages"].elements
        #expect(stages.map { $0["default_probability"] } == ["10", "20", "50", "80", "100", "0"])
    }

    @Test func `a stage in use stays, and its category too`() throws {
        let sales = try SalesServer()
        let pipeline = try sales.make("pipelines", ["name": "Partners", "stages": Self.stages])
        let target = "/v1/pipelines/\(try sales.id(pipeline))"
        let unused: JSONValue = ["key": "extra", "name": "Extra", "category": "open"]
        let added = sales.client.patch(
            target, ["stages": .array(pipeline["stages"].elements + [unused])])
        #expect(added.json["stages"].elements.count == 4)
        let deal = try sales.deal(["pipeline_id": pipeline["id"]])

        var recast = added.json["stages"].elements
        recast[0] = recast[0].merging(["category": "won"]).without(
            "default_probability", "forecast_category")
        let refused = sales.client.patch(target, ["stages": .array(recast)])
        #expect(refused.faults == ["/stages/0/category conflict"])

        let without = Array(added.json["stages"].elements.dropFirst())
        let removed = sales.client.patch(target, ["stages": .array(without)])
        #expect(removed.code == "in_use")
        // A deleted opportunity can be restored, so it holds its stage as well.
        #expect(sales.client.delete("/v1/opportunities/\(deal)").status == 204)
        #expect(sales.client.patch(target, ["stages": .array(without)]).code == "in_use")

        let kept = Array(added.json["stages"].elements.dropLast())
        #expect(sales.client.patch(target, ["stages": .array(kept)]).status == 200)
    }

    @Test func `a stage that is not active takes no more opportunities`() throws {
        let sales = try SalesServer()
        let pipeline = sales.read("pipelines?include=stages")["data"][0]
        var stages = pipeline["stages"].elements
        stages[0] = stages[0].merging(["is_active": false])
        let patched = sales.client.patch(
            "/v1/pipelines/\(try sales.id(pipeline))", ["stages": .array(stages)])
        #expect(patched.status == 200)
        let deal = try sales.deal()
        #expect(sales.read("opportunities/\(deal)")["stage_id"] == stages[1]["id"])
        let refused = sales.verb("opportunities/\(deal)/move", ["stage_id": stages[0]["id"]])
        #expect(refused.faults == ["/stage_id conflict"])
    }
}
