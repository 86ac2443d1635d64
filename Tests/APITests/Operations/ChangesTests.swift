import Dispatch
import Testing
import TratoTesting

struct ChangesTests {
    private let server: TestServer
    private var admin: Client { server.admin }

    init() throws { server = try TestServer() }

    private func party(_ name: String) -> String {
        admin.post("/v1/parties", ["kind": "organization", "display_name": .string(name)]).id
    }

    private var latest: String { admin.get("/v1/changes?after=latest").nextCursor ?? "" }

    @Test func `pages follow each other without gaps`() throws {
        let start = latest
        let ids = (0..<7).map { party("Party \($0)") }
        var cursor = start
        var seen: [String] = []
        while true {
            let page = admin.get("/v1/changes?after=\(cursor)&limit=3")
            #expect(page.data.count <= 3)
            guard !page.data.isEmpty else { break }
            seen += page.data.compactMap { $0["id"].string }
            cursor = try #require(page.nextCursor)
        }
        #expect(seen == ids)
        #expect(cursor == latest)
        #expect(admin.get("/v1/changes?after=\(cursor)").data == [])
    }

    @Test func `resource and type keep to what was asked for`() throws {
        let start = latest
        let id = party("One")
        _ = admin.post("/v1/teams", ["name": "Team"])
        _ = admin.patch("/v1/parties/\(id)", ["tags": ["x"]])
        func types(_ query: String) -> [String?] {
            admin.get("/v1/changes?after=\(start)&\(query)").data.map { $0["type"].string }
        }
        #expect(types("resource=parties") == ["party.created", "party.updated"])
        #expect(types("resource=teams") == ["team.created"])
        #expect(types("resource=parties,teams").count == 3)
        #expect(types("type=party.updated,team.created") == ["team.created", "party.updated"])
        // What was left out is behind the cursor all the same.
        let filtered = admin.get("/v1/changes?after=\(start)&resource=teams")
        #expect(filtered.nextCursor == latest)
        let nothing = admin.get("/v1/changes?after=\(start)&resource=queues")
        #expect(nothing.data == [])
        #expect(nothing.nextCursor == latest)
    }

    @Test func `wrong parameters are refused`() throws {
        for (query, code) in [
            ("after=x", "bad_cursor"), ("after=-1", "bad_cursor"),
            ("resource=nothings", "bad_parameter"),
            ("wait=61", "bad_parameter"), ("wait=x", "bad_parameter"), ("limit=0", "bad_parameter"),
            ("nothing=1", "bad_parameter"),
        ] {
            let answer = admin.get("/v1/changes?\(query)")
            #expect(answer.status == 400, "\(query): \(answer)")
            #expect(answer.code == code, "\(query)")
        }
    }

    @Test func `an old cursor is 410 and the feed begins where it is kept`() throws {
        let start = latest
        _ = party("Old")
        server.time.advance(days: 91)
        let id = party("New")
        let gone = admin.get("/v1/changes?after=\(start)")
        #expect(gone.status == 410, "\(gone)")
        #expect(gone.code == "snapshot_required")
        #expect(admin.get("/v1/changes").data.map { $0["id"].string } == [id])
        #expect(admin.get("/v1/changes?after=latest").data == [])
    }

    @Test func `a long poll ends with the first change`() throws {
        let start = latest
        let server = server
        let answers = Concurrently.map(0..<4) { index -> TestResponse in
            if index == 0 {
                // The others wait already, or come later and find it.
                return server.admin.post("/v1/parties", ["kind": "person", "given_name": "Ana"])
            }
            return server.admin.get("/v1/changes?after=\(start)&wait=30")
        }
        for answer in answers.dropFirst() {
            #expect(answer.status == 200, "\(answer)")
            #expect(answer.data.map { $0["id"].string } == [answers[0].id])
        }
    }

    @Test func `a stream sends what is committed, and goes on where it was cut`() throws {
        let first = party("First")
        try server.serving { connect in
            let start = try #require(
                admin.get("/v1/changes?after=0&resource=parties").data[0]["seq"].integer)
            let stream = try EventStream(server, after: "\(start - 1)", query: "resource=parties")
            let one = try #require(stream.next())
            #expect(one.type == "party.created")
            #expect(one.data["id"].string == first)
            #expect(one.id == one.data["seq"].integer.map { "\($0)" })
            let client = try connect()
            let second = client.post("/v1/parties", ["kind": "person", "given_name": "Ana"]).id
            _ = client.post("/v1/teams", ["name": "Not asked for"])
            _ = client.delete("/v1/parties/\(second)")
            #expect(stream.next()?.data["id"].string == second)
            let deleted = try #require(stream.next())
            #expect(deleted.type == "party.deleted")
            #expect(deleted.data["record"] == .null)
            let resumed = try EventStream(
                server, lastEventID: one.id ?? "", query: "resource=parties")
            #expect(resumed.next()?.data["id"].string == second)
        }
    }
}
