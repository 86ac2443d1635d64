import Testing
import TratoTesting

@testable import CRM

@Suite struct StageTests {
    @Test func `a new opportunity starts in the first open stage with its figures`() throws {
        let sales = try SalesServer()
        let deal = try sales.make("opportunities", ["name": "Deal", "amount": "100"])
        #expect(deal["stage_id"].string == (try sales.stage("prospecting")))
        #expect(deal["status"] == "open")
        #expect(deal["probability"] == "10")
        #expect(deal["forecast_category"] == "pipeline")
        #expect(deal["currency"] == "EUR")
        #expect(deal["stage_entered_at"] == "2026-11-22T10:15:30.250Z")
    }

    @Test func `a stage may be named on create, and what the request says counts`() throws {
        let sales = try SalesServer()
        let deal = try sales.make(
            "opportunities",
            [
                "name": "Deal", "stage_id": .string(try sales.stage("negotiation")),
                "probability": "65.5", "forecast_category": "best_case",
            ])
        #expect(deal["probability"] == "65.5")
        #expect(deal["forecast_category"] == "best_case")
        let won = try sales.make(
            "opportunities", ["name": "Old", "stage_id": .string(try sales.stage("won"))])
        #expect(won["status"] == "won")
        #expect(won["probability"] == "100")
        #expect(won["closed_at"] == "2026-11-22T10:15:30.250Z")
        let lost = sales.client.post(
            "/v1/opportunities", ["name": "Old", "stage_id": .string(try sales.stage("lost"))])
        #expect(lost.faults == ["/lost_reason required"])
    }

    @Test func `a stage of another pipeline is refused, and so is patching the stage`() throws {
        let sales = try SalesServer()
        let other = try sales.make(
            "pipelines", ["name": "Partners", "stages": PipelineTests.stages])
        let foreign = other["stages"][0]["id"]
        let pipeline = sales.read("pipelines?is_default=true")["data"][0]["id"]
        let created = sales.client.post(
            "/v1/opportunities", ["name": "X", "pipeline_id": pipeline, "stage_id": foreign])
        #expect(created.faults == ["/stage_id conflict"])
        let alone = try sales.make("opportunities", ["name": "X", "stage_id": foreign])
        #expect(alone["pipeline_id"] == other["id"])
        let deal = try sales.deal()
        #expect(
            sales.verb("opportunities/\(deal)/move", ["stage_id": foreign]).faults
                == ["/stage_id conflict"])
        let patched = sales.client.patch(
            "/v1/opportunities/\(deal)", ["stage_id": .string(try sales.stage("proposal"))])
        #expect(patched.faults == ["/stage_id immutable"])
    }

    @Test func `a move resets probability and category, and writes the history`() throws {
        let sales = try SalesServer()
        let deal = try sales.deal(["amount": "100"])
        let overridden = sales.client.patch(
            "/v1/opportunities/\(deal)", ["probability": 33, "amount": "150"])
        #expect(overridden.json["probability"] == "33")
        sales.time.advance(seconds: 3_601)
        let moved = sales.verb(
            "opportunities/\(deal)/move", ["stage_id": .string(try sales.stage("negotiation"))])
        #expect(moved.status == 200)
        #expect(moved.json["probability"] == "80")
        #expect(moved.json["forecast_category"] == "commit")
        sales.time.advance(milliseconds: 59_999)
        #expect(sales.verb("opportunities/\(deal)/win").json["status"] == "won")

        let history = sales.read("opportunities/\(deal)/stage-history?sort=moved_at")["data"]
            .elements
        let path = try ["prospecting", "negotiation", "won"].map {
            JSONValue.string(try sales.stage($0))
        }
        #expect(history.map { $0["to_stage_id"] } == path)
        #expect(history.map { $0["from_stage_id"] } == [.null] + path.dropLast())
        #expect(history.map { $0["duration_seconds"] } == [.null, 3_601, 59])
        #expect(history.map { $0["amount"] } == ["100.00", "150.00", "150.00"])
        #expect(history.map { $0["probability"] } == ["10", "80", "100"])
        #expect(history[0]["moved_by"].string == sales.server.administrator.text)
        let events = sales.read("changes?resource=opportunities")["data"].elements.map {
            $0["type"]
        }
        #expect(
            events == [
                "opportunity.created", "opportunity.updated", "opportunity.stage_changed",
                "opportunity.won",
            ])
    }

    @Test func `moving to the stage that it is in changes nothing`() throws {
        let sales = try SalesServer()
        let deal = try sales.deal()
        let stage = JSONValue.string(try sales.stage("prospecting"))
        let moved = sales.verb("opportunities/\(deal)/move", ["stage_id": stage])
        #expect(moved.status == 200)
        #expect(moved.json["version"] == 1)
        #expect(sales.read("opportunities/\(deal)/stage-history")["data"].elements.count == 1)
    }

    @Test func `moving into a won stage wins, into a lost one needs a reason`() throws {
        let sales = try SalesServer()
        let deal = try sales.deal()
        let lost = JSONValue.string(try sales.stage("lost"))
        let refused = sales.verb("opportunities/\(deal)/move", ["stage_id": lost])
        #expect(refused.faults == ["/reason required"])
        let blank = sales.verb("opportunities/\(deal)/move", ["stage_id": lost, "reason": " "])
        #expect(blank.faults == ["/reason required"])
        let moved = sales.verb("opportunities/\(deal)/move", ["stage_id": lost, "reason": "price"])
        #expect(moved.json["status"] == "lost")
        #expect(moved.json["lost_reason"] == "price")
        let other = try sales.deal()
        let won = JSONValue.string(try sales.stage("won"))
        let reasoned = sales.verb(
            "opportunities/\(other)/move", ["stage_id": won, "reason": "why"])
        #expect(reasoned.faults == ["/reason conflict"])
        #expect(
            sales.verb("opportunities/\(other)/move", ["stage_id": won]).json["status"] == "won")
    }

    @Test func `winning and losing fix the outcome`() throws {
        let sales = try SalesServer()
        let deal = try sales.deal(["amount": 10])
        sales.time.advance(days: 1)
        let won = sales.verb("opportunities/\(deal)/win").json
        #expect(won["probability"] == "100")
        #expect(won["forecast_category"] == "closed")
        #expect(won["closed_at"] == "2026-11-23T10:15:30.250Z")
        #expect(won["stage_id"].string == (try sales.stage("won")))
        let patched = sales.client.patch(
            "/v1/opportunities/\(deal)",
            ["probability": 50, "forecast_category": "commit", "lost_reason": "x"])
        #expect(
            patched.faults == [
                "/probability conflict", "/forecast_category conflict", "/lost_reason conflict",
            ])
        #expect(sales.client.patch("/v1/opportunities/\(deal)", ["amount": 20]).status == 200)

        let other = try sales.deal()
        #expect(sales.verb("opportunities/\(other)/lose").faults == ["/reason required"])
        let lost = sales.verb("opportunities/\(other)/lose", ["reason": "price"]).json
        #expect(lost["probability"] == "0")
        #expect(lost["forecast_category"] == "omitted")
        #expect(lost["lost_reason"] == "price")
        let emptied = sales.client.patch("/v1/opportunities/\(other)", ["lost_reason": nil])
        #expect(emptied.faults == ["/lost_reason required"])
    }

    @Test func `a closed opportunity can only be reopened, in its last open stage`() throws {
        let sales = try SalesServer()
        let deal = try sales.deal()
        let proposal = JSONValue.string(try sales.stage("proposal"))
        #expect(sales.verb("opportunities/\(deal)/move", ["stage_id": proposal]).status == 200)
        #expect(sales.verb("opportunities/\(deal)/lose", ["reason": "price"]).status == 200)
        let refused = [
            sales.verb("opportunities/\(deal)/win"),
            sales.verb("opportunities/\(deal)/lose", ["reason": "again"]),
            sales.verb("opportunities/\(deal)/move", ["stage_id": proposal]),
        ]
        for answer in refused {
            #expect(answer.code == "illegal_transition")
            #expect(answer.json["allowed"] == ["reopen"])
        }
        let reopened = sales.verb("opportunities/\(deal)/reopen").json
        #expect(reopened["status"] == "open")
        #expect(reopened["stage_id"] == proposal)
        #expect(reopened["probability"] == "50")
        #expect(reopened["forecast_category"] == "best_case")
        #expect(reopened["closed_at"].isNull)
        #expect(reopened["lost_reason"].isNull)
        #expect(sales.verb("opportunities/\(deal)/reopen").json["allowed"] == ["lose", "win"])
    }

    @Test func `an open opportunity is never forecast as closed, and null asks the stage again`()
        throws
    {
        let sales = try SalesServer()
        let deal = try sales.deal(["probability": 70])
        let closed = sales.client.patch(
            "/v1/opportunities/\(deal)", ["forecast_category": "closed"])
        #expect(closed.faults == ["/forecast_category conflict"])
        let reset = sales.client.patch("/v1/opportunities/\(deal)", ["probability": nil])
        #expect(reset.json["probability"] == "10")
    }

    @Test func `a sale in another place may set the status alone`() throws {
        let sales = try SalesServer()
        let deal = try sales.deal()
        try sales.server.tx { tx in
            let found = try tx.select(Opportunities.self, where: "1")
            for deal in found { try tx.update(deal) { $0.status = .won } }
        }
        #expect(sales.read("opportunities/\(deal)")["stage_id"].string == (try sales.stage("won")))
    }

    @Test func `history is seen with its opportunity and not otherwise`() throws {
        let sales = try SalesServer()
        let deal = try sales.deal()
        let rep = sales.acting(try sales.server.person("Rui", role: "sales_rep"))
        #expect(rep.client.get("/v1/opportunities/\(deal)/stage-history").status == 404)
        #expect(rep.count("stage-history") == 0)
        let own = try rep.deal()
        #expect(rep.read("opportunities/\(own)/stage-history")["data"].elements.count == 1)
        #expect(rep.client.post("/v1/stage-history", [:]).status == 405)
    }

    @Test func `a deleted opportunity takes its history along and brings it back`() throws {
        let sales = try SalesServer()
        let deal = try sales.deal()
        #expect(sales.client.delete("/v1/opportunities/\(deal)").status == 204)
        #expect(sales.count("stage-history") == 0)
        #expect(sales.verb("opportunities/\(deal)/restore").status == 200)
        #expect(sales.count("stage-history") == 1)
    }
}
