import Schema
import Testing
import TratoTesting

@testable import CRM

@Suite struct ForecastPeriodTests {
    @Test(arguments: [
        ("2026", "2026-01-01", "2026-12-31"), ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-Q4", "2026-10-01", "2026-12-31"), ("2028-02", "2028-02-01", "2028-02-29"),
        ("9999-12", "9999-12-01", "9999-12-31"),
    ])
    func `a period has a first and a last day`(text: String, first: String, last: String) throws {
        let period = try #require(ForecastPeriod(text))
        #expect(period.first.text == first)
        #expect(period.last.text == last)
    }

    @Test(arguments: [
        "", "26", "2026-", "2026-Q0", "2026-Q5", "2026-Q", "2026-q4", "2026-13", "2026-00",
        "2026-1",
        "2026-011", "1969", "2026-11-22", "２０２６", "+026", "2026-Q44", "-2026",
    ])
    func `anything else is no period`(text: String) {
        #expect(ForecastPeriod(text) == nil)
    }

    @Test func `a quarter is found from a day`() throws {
        let day = try #require(Day("2026-11-22"))
        #expect(ForecastPeriod(quarterOf: day) == ForecastPeriod("2026-Q4"))
    }

    @Test func `a quarter starts and ends by the clock of its zone`() throws {
        let zone = try #require(TimeZone.named("America/New_York"))
        let (from, until) = try #require(ForecastPeriod("2026-Q4")).instants(in: zone)
        #expect(from.text == "2026-10-01T04:00:00.000Z")
        #expect(until.text == "2027-01-01T05:00:00.000Z")
    }
}

@Suite struct ForecastTests {
    /// The columns of a row, in their order.
    private func figures(_ row: JSONValue) -> [String] {
        ["closed", "commit", "most_likely", "best_case", "open_pipeline", "weighted"]
            .compactMap { row[$0].string }
    }

    private func open(
        _ amount: String, _ probability: String, _ category: String, _ sales: SalesServer,
        _ members: JSONValue = [:]
    ) throws -> String {
        let body: JSONValue = [
            "amount": .string(amount), "probability": .string(probability),
            "forecast_category": .string(category), "expected_close_on": "2026-12-31",
        ]
        return try sales.deal(body.merging(members))
    }

    @Test func `the columns add up by hand, and a lost deal counts nothing`() throws {
        let sales = try SalesServer()
        _ = try open("100.00", "90", "commit", sales)
        _ = try open("200.00", "60", "most_likely", sales)
        _ = try open("400.00", "50", "best_case", sales)
        _ = try open("800.00", "10", "pipeline", sales)
        _ = try open("1600.00", "5", "omitted", sales)
        _ = try open("0.01", "50", "pipeline", sales)
        let won = try open("3000.00", "10", "pipeline", sales)
        #expect(sales.verb("opportunities/\(won)/win").status == 200)
        let lost = try open("99999.00", "90", "commit", sales)
        #expect(sales.verb("opportunities/\(lost)/lose", ["reason": "price"]).status == 200)
        _ = try open("5555.00", "90", "commit", sales, ["expected_close_on": "2027-01-01"])
        _ = try open("6666.00", "90", "commit", sales, ["expected_close_on": nil])
        let deleted = try open("7777.00", "90", "commit", sales)
        #expect(sales.client.delete("/v1/opportunities/\(deleted)").status == 204)

        let forecast = sales.read("forecast?period=2026-Q4")
        // Weighted: 3000 + 90 + 120 + 200 + 80 + 80 + half a cent rounded up.
        let expected = ["3000.00", "3100.00", "3300.00", "3700.00", "1500.01", "3570.01"]
        #expect(figures(forecast["total"]) == expected)
        #expect(figures(forecast["data"][0]) == expected)
        #expect(forecast["data"][0]["key"].string == sales.server.administrator.text)
        #expect(forecast["data"][0]["name"] == "Ada Admin")
        #expect(forecast["total"]["won_count"] == 1)
        #expect(forecast["total"]["open_count"] == 6)
        #expect(forecast["from"] == "2026-10-01")
        #expect(forecast["until"] == "2026-12-31")
        #expect(forecast["currency"] == "EUR")
        #expect(forecast["other_currencies"] == [])
        #expect(sales.read("forecast")["total"] == forecast["total"])
        #expect(
            figures(sales.read("forecast?period=2026-10")["total"])
                == Array(repeating: "0.00", count: 6))
    }

    @Test func `an omitted deal is in no column but the weighted one and the count`() throws {
        let sales = try SalesServer()
        _ = try open("1000.00", "20", "omitted", sales)
        let total = sales.read("forecast?period=2026-Q4")["total"]
        #expect(figures(total) == ["0.00", "0.00", "0.00", "0.00", "0.00", "200.00"])
        #expect(total["open_count"] == 1)
    }

    @Test func `each currency stands apart and has its own coins`() throws {
        let sales = try SalesServer()
        _ = try open("100", "50", "commit", sales)
        _ = try open("101", "50", "commit", sales, ["currency": "JPY"])
        let forecast = sales.read("forecast?period=2026&group_by=pipeline")
        #expect(
            figures(forecast["total"]) == ["0.00", "100.00", "100.00", "100.00", "100.00", "50.00"])
        let yen = forecast["other_currencies"][0]
        #expect(yen["currency"] == "JPY")
        #expect(figures(yen["total"]) == ["0", "101", "101", "101", "101", "51"])
        #expect(yen["data"][0]["name"] == "Sales")
        let swapped = sales.read("forecast?period=2026&group_by=pipeline&currency=JPY")
        #expect(swapped["total"] == yen["total"])
        #expect(swapped["other_currencies"][0]["total"] == forecast["total"])
    }

    @Test func `amounts whose products leave 64 bits sum exactly`() throws {
        let sales = try SalesServer()
        for _ in 0..<120 {
            _ = try open("9000000000000.00", "99.999999", "commit", sales)
        }
        let total = sales.read("forecast?period=2026-Q4")["total"]
        #expect(total["commit"] == "1080000000000000.00")
        #expect(total["weighted"] == "1079999989200000.00")
    }

    @Test func `a deal won around midnight belongs to the quarter of the caller's clock`() throws {
        let sales = try SalesServer()
        // 2027-01-01T03:00Z is still 2026 in New York and long 2027 in Tokyo.
        let deal = try open("10.00", "10", "pipeline", sales)
        sales.time.advance(milliseconds: 1_798_772_400_000 - sales.time.now.milliseconds)
        #expect(
            sales.verb("opportunities/\(deal)/win").json["closed_at"] == "2027-01-01T03:00:00.000Z")
        for (zone, closed) in [
            ("America/New_York", "10.00"), ("Asia/Tokyo", "0.00"), ("UTC", "0.00"),
        ] {
            let user = sales.server.administrator.text
            #expect(
                sales.client.patch("/v1/users/\(user)", ["time_zone": .string(zone)]).status == 200)
            let forecast = sales.read("forecast?period=2026-Q4&group_by=month")
            #expect(forecast["time_zone"].string == zone)
            #expect(forecast["total"]["closed"].string == closed)
        }
    }

    @Test func `groups are named and in order`() throws {
        let sales = try SalesServer()
        _ = try open(
            "1.00", "10", "pipeline", sales, ["stage_id": .string(try sales.stage("proposal"))])
        _ = try open("2.00", "10", "pipeline", sales)
        _ = try open("4.00", "10", "pipeline", sales, ["expected_close_on": "2026-10-01"])
        let won = try open("8.00", "10", "pipeline", sales)
        #expect(sales.verb("opportunities/\(won)/win").status == 200)
        func rows(_ grouping: String) -> [[String?]] {
            sales.read("forecast?period=2026-Q4&group_by=\(grouping)")["data"].elements
                .map { [$0["name"].string, $0["open_pipeline"].string, $0["closed"].string] }
        }
        #expect(
            rows("stage") == [
                ["Prospecting", "6.00", "0.00"], ["Proposal", "1.00", "0.00"],
                ["Won", "0.00", "8.00"],
            ])
        #expect(
            rows("month") == [
                ["2026-10", "4.00", "0.00"], ["2026-11", "0.00", "8.00"],
                ["2026-12", "3.00", "0.00"],
            ])
        #expect(rows("team") == [[nil, "7.00", "8.00"]])
        #expect(rows("pipeline") == [["Sales", "7.00", "8.00"]])
    }

    @Test func `a caller's forecast has only what they may see, and filters narrow it`() throws {
        let sales = try SalesServer()
        _ = try open("1.00", "10", "pipeline", sales)
        let rep = sales.acting(try sales.server.person("Rui", role: "sales_rep"))
        _ = try open("2.00", "10", "pipeline", rep)
        #expect(rep.read("forecast?period=2026-Q4")["total"]["open_pipeline"] == "2.00")
        #expect(sales.read("forecast?period=2026-Q4")["total"]["open_pipeline"] == "3.00")
        #expect(
            sales.read("forecast?period=2026-Q4&owner_id=me")["total"]["open_pipeline"] == "1.00")
        let agent = sales.acting(try sales.server.person("Ivo", role: "support_agent"))
        #expect(agent.client.get("/v1/forecast").status == 403)
    }

    @Test(arguments: ["period=2026-Q5", "group_by=colour", "currency=XX", "colour=red"])
    func `a bad parameter is refused`(query: String) throws {
        let sales = try SalesServer()
        let refused = sales.client.get("/v1/forecast?\(query)")
        #expect(refused.status == 400)
        #expect(refused.code == "bad_parameter")
    }
}
