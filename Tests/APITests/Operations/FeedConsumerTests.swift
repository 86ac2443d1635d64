import Synchronization
import Testing
import TratoTesting

/// A program that copies what it follows and is killed at random: it must end with the same as the server has, having seen
/// every entry.
///
/// A kill loses what the program had not stored: the copy and the cursor are stored together after each page or event.
struct FeedConsumerTests {
    /// What survives a kill.
    private struct Stored {
        var cursor: String
        var copy: [String: JSONValue] = [:]
        /// Entries whose effect is stored, in order.
        var seqs: [Int64] = []

        mutating func apply(_ entry: JSONValue) {
            let id = entry["id"].string ?? ""
            if entry["record"].isNull {
                copy.removeValue(forKey: id)
            } else {
                copy[id] = entry["record"]
            }
            seqs.append(entry["seq"].integer ?? 0)
        }
    }

    /// Creates, changes and deletes parties, and says when it is done.
    private static func write(_ client: Client, _ done: borrowing Atomic<Bool>, seed: UInt64) {
        var random = SeededRandom(seed)
        var parties: [String] = []
        for number in 0..<250 {
            let choice = Int.random(in: 0..<10, using: &random)
            if choice < 5 || parties.isEmpty {
                let made = client.post(
                    "/v1/parties",
                    ["kind": "organization", "display_name": .string("Party \(number)")])
                parties.append(made.id)
            } else if choice < 9 {
                let party = parties.randomElement(using: &random) ?? ""
                _ = client.patch("/v1/parties/\(party)", ["tags": [.string("tag \(number)")]])
            } else {
                let index = Int.random(in: 0..<parties.count, using: &random)
                _ = client.delete("/v1/parties/\(parties.remove(at: index))")
            }
        }
        done.store(true, ordering: .releasing)
    }

    /// Runs a consumer beside a writer and holds what it has against the server.
    private func run(
        seed: UInt64,
        _ consume: @escaping @Sendable (TestServer, inout Stored, inout SeededRandom) throws -> Bool
    ) throws {
        let server = try TestServer()
        let start = server.admin.get("/v1/changes?after=latest").nextCursor ?? ""
        let stored = try server.serving { connect -> Stored in
            let done = Flag()
            let client = try connect()
            let results = Concurrently.map(0..<2) { index -> Stored? in
                guard index == 1 else {
                    Self.write(client, done.isSet, seed: seed)
                    return nil
                }
                var stored = Stored(cursor: start)
                var random = SeededRandom(seed &+ 1)
                while true {
                    let isLast = done.isSet.load(ordering: .acquiring)
                    let hadNews = (try? consume(server, &stored, &random)) ?? true
                    if isLast, !hadNews { return stored }
                }
            }
            return try #require(results[1])
        }
        let entries = server.admin.get("/v1/changes?after=\(start)&resource=parties&limit=500").data
        #expect(entries.count > 200)
        #expect(stored.seqs == entries.compactMap { $0["seq"].integer }, "seed \(seed)")
        let listed = server.admin.all("/v1/parties")
        #expect(Set(stored.copy.keys) == Set(listed.compactMap { $0["id"].string }))
        for record in listed {
            let copy = stored.copy[record["id"].string ?? ""]
            #expect(copy?["version"] == record["version"], "seed \(seed)")
            #expect(copy?["tags"] == record["tags"], "seed \(seed)")
        }
    }

    private final class Flag: Sendable {
        let isSet = Atomic(false)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `a consumer of pages that is killed at random misses nothing`(seed: UInt64) throws {
        try run(seed: seed) { server, stored, random in
            let connection = try server.connection()
            let limit = Int.random(in: 1...40, using: &random)
            let wait = Bool.random(using: &random) ? "&wait=1" : ""
            connection.write(
                .get, "/v1/changes?after=\(stored.cursor)&limit=\(limit)&type=party.*\(wait)",
                headers: [("Authorization", "Bearer \(server.admin.token ?? "")")])
            // Killed before the answer, within it, before it is stored, or not.
            let fate = Int.random(in: 0..<10, using: &random)
            if fate == 0 { return true }
            if fate == 1 {
                _ = connection.readHead()
                return true
            }
            let page = connection.readResponse()
            guard page.status == 200, let next = page.nextCursor, fate > 2 else { return true }
            for entry in page.data { stored.apply(entry) }
            stored.cursor = next
            return !page.data.isEmpty
        }
    }

    @Test(arguments: [4, 5, 6] as [UInt64])
    func `a consumer of the stream that is killed at random misses nothing`(seed: UInt64) throws {
        try run(seed: seed) { server, stored, random in
            let latest = server.admin.get("/v1/changes?after=latest").nextCursor
            if stored.cursor == latest { return false }
            let stream = try EventStream(
                server, lastEventID: stored.cursor, query: "resource=parties")
            var hadNews = false
            for _ in 0..<Int.random(in: 1...30, using: &random) {
                guard stored.cursor != latest, let event = stream.next() else { break }
                hadNews = true
                // Killed between reading and storing.
                if Int.random(in: 0..<8, using: &random) == 0 { return true }
                stored.apply(event.data)
                stored.cursor = event.id ?? stored.cursor
            }
            return hadNews
        }
    }

    @Test func `a cursor from before the retention is refused by pages and streams alike`() throws {
        let server = try TestServer()
        let start = server.admin.get("/v1/changes?after=latest").nextCursor ?? ""
        _ = server.admin.post("/v1/teams", ["name": "Old"])
        server.time.advance(days: 91)
        for headers in [[], [("Accept", "text/event-stream"), ("Last-Event-ID", start)]] {
            let answer = server.admin.get("/v1/changes?after=\(start)", headers: headers)
            #expect(answer.status == 410, "\(answer)")
            #expect(answer.code == "snapshot_required")
        }
    }

    @Test func `a reader with a narrow sight gets what it may see, by page and by stream`() throws {
        let server = try TestServer()
        try server.role("narrow", [("leads", ["*"], "own"), ("products", ["read"], "all")])
        let reader = try server.person("Nina", role: "narrow")
        let start = server.admin.get("/v1/changes?after=latest").nextCursor ?? ""
        func lead(_ name: String, _ client: Client) -> String {
            client.post("/v1/leads", ["family_name": .string(name)]).id
        }
        let mine = lead("Mine", reader)
        let theirs = lead("Theirs", server.admin)
        _ = server.admin.post("/v1/parties", ["kind": "person", "given_name": "Ana"])
        let product = server.admin.post("/v1/products", ["sku": "A-1", "name": "Cheese"]).id
        let seen = reader.get("/v1/changes?after=\(start)&limit=500").data
        #expect(seen.map { $0["id"].string } == [mine, product])
        #expect(reader.get("/v1/changes?after=\(start)&type=lead.*").data.count == 1)
        try server.serving { _ in
            let stream = try EventStream(
                server, after: start, query: "limit=100", token: reader.token)
            #expect(stream.next()?.data["id"].string == mine)
            #expect(stream.next()?.data["id"].string == product)
        }
        let text = reader.get("/v1/changes?after=\(start)").text
        #expect(!text.contains(theirs))
    }

    @Test func `types are events or patterns of them, and nothing else`() throws {
        let server = try TestServer()
        let start = server.admin.get("/v1/changes?after=latest").nextCursor ?? ""
        let id = server.admin.post("/v1/parties", ["kind": "person", "given_name": "Ana"]).id
        _ = server.admin.post("/v1/teams", ["name": "Team"])
        _ = server.admin.delete("/v1/parties/\(id)")
        func types(_ query: String) -> [String] {
            server.admin.get("/v1/changes?after=\(start)&\(query)").data
                .compactMap { $0["type"].string }
        }
        #expect(types("type=party.*") == ["party.created", "party.deleted"])
        #expect(types("type=team.*,party.deleted") == ["team.created", "party.deleted"])
        #expect(types("type=*&resource=teams") == ["team.created"])
        for wrong in ["Party.*", "par*", "party.", "party%20"] {
            let answer = server.admin.get("/v1/changes?type=\(wrong)")
            #expect(answer.code == "bad_parameter", "\(wrong): \(answer)")
        }
    }
}
