import Synchronization
import Testing
import TratoTesting

/// Clients of the feed that are far behind, or wait while access changes.
struct FollowerTests {
    private let server: TestServer
    private var admin: Client { server.admin }

    init() throws { server = try TestServer() }

    private var latest: String { admin.get("/v1/changes?after=latest").nextCursor ?? "" }

    /// Creates parties with a name of some length, a thousand in each batch.
    private func parties(_ count: Int, padding: Int = 0) {
        let name = String(repeating: "x", count: padding)
        for start in stride(from: 0, to: count, by: 1_000) {
            let operations = (start..<min(count, start + 1_000)).map { number -> JSONValue in
                [
                    "method": "POST", "path": "/v1/parties",
                    "body": [
                        "kind": "organization", "display_name": .string("\(number) \(name)"),
                    ],
                ]
            }
            let answer = admin.post("/v1/batch", ["operations": .array(operations)])
            #expect(answer.status == 200, "\(answer)")
        }
    }

    @Test func `a stream catches up with more than may be unsent at once`() throws {
        let start = latest
        parties(2_000, padding: 180)
        try server.serving { _ in
            let stream = try EventStream(server, after: start, query: "resource=parties")
            var last: Int64 = 0
            for number in 0..<2_000 {
                let event = try #require(stream.next(), "the stream ended after \(number) events")
                let seq = try #require(event.data["seq"].integer)
                #expect(seq > last)
                last = seq
            }
        }
    }

    @Test func `a poll that is asked for little among much tells how far it has looked`() throws {
        let start = latest
        parties(4_500)
        var cursor = start
        var steps = 0
        while cursor != latest {
            let page = admin.get("/v1/changes?after=\(cursor)&type=team.created&wait=60")
            #expect(page.data == [])
            let next = try #require(page.nextCursor)
            try #require(next != cursor)
            cursor = next
            steps += 1
        }
        #expect(steps > 1)
    }

    @Test func `a page ends early when its records are large`() throws {
        let start = latest
        parties(500, padding: 180)
        var cursor = start
        var seen = 0
        while true {
            let page = admin.get("/v1/changes?after=\(cursor)&limit=500")
            guard !page.data.isEmpty else { break }
            seen += page.data.count
            cursor = try #require(page.nextCursor)
        }
        #expect(seen == 500)
    }

    /// Looking for who a follower is, after keys have changed, begins another snapshot of the database.
    @Test func `followers outlive the keys that are made while they wait`() throws {
        try server.serving { connect in
            let start = latest
            let tokens = try (0..<5).map { _ in try server.key(role: "read_only") }
            let streams = try tokens.map {
                try EventStream(server, after: start, query: "resource=parties", token: $0)
            }
            let clients = try (0..<4).map { _ in try connect() }
            _ = Concurrently.map(0..<4) { index in
                for number in 0..<60 {
                    if index == 0 {
                        _ = clients[index].post(
                            "/v1/teams", ["name": .string("Team \(number)")])
                        _ = clients[index].post(
                            "/v1/api-keys",
                            ["name": .string("Key \(number)"), "role": ["name": "read_only"]])
                    } else {
                        _ = clients[index].post(
                            "/v1/parties",
                            [
                                "kind": "organization",
                                "display_name": .string("Party \(index) \(number)"),
                            ])
                    }
                }
            }
            for stream in streams {
                for _ in 0..<180 { #expect(stream.next()?.type == "party.created") }
            }
        }
    }
}
