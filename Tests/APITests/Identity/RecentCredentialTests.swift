import Schema
import Testing
import TratoTesting

@testable import API

/// What a loop remembers of callers must let in nobody else, and nobody for longer than they are let in.
struct RecentCredentialTests {
    private static func known(_ name: String) -> KnownCredential {
        let access = Access(
            actorID: nil, credentialID: nil, userID: nil, name: name, roleName: "", teamID: nil,
            teamTree: [], scopes: [], timeZone: "UTC", rights: [])
        return KnownCredential(Identity.Credential(access: access, expiresAt: nil))
    }

    private static func find(
        _ recent: RecentCredentials, _ field: String, now: Int64 = 0
    ) -> String? {
        recent.find(Array(field.utf8)[...], now: now)?.access.name
    }

    private static func keep(
        _ recent: inout RecentCredentials, _ field: String, until: Int64 = .max
    ) {
        recent.keep(Array(field.utf8)[...], known(field), until: until)
    }

    @Test func `only the very same field finds a caller`() {
        var recent = RecentCredentials()
        let field = "Bearer trato_0123456789abcdefghijklmnopqrstuv"
        Self.keep(&recent, field)
        #expect(Self.find(recent, field) == field)
        for place in field.indices {
            for other in ["x", "B", " ", "\u{7F}"] where String(field[place]) != other {
                var near = field
                near.replaceSubrange(place...place, with: other)
                #expect(Self.find(recent, near) == nil)
            }
        }
        for near in ["", String(field.dropLast()), field + "a", field + " ", " " + field] {
            #expect(Self.find(recent, near) == nil)
        }
        recent.removeAll()
        #expect(Self.find(recent, field) == nil)
    }

    @Test func `of many callers each is found as themselves or not at all`() {
        var recent = RecentCredentials()
        var found = 0
        for number in 0..<2_000 { Self.keep(&recent, "Bearer \(number)") }
        for number in 0..<4_000 {
            guard let name = Self.find(recent, "Bearer \(number)") else { continue }
            #expect(name == "Bearer \(number)")
            found += 1
        }
        #expect(found > 0 && found <= 256)
    }

    @Test func `a caller is forgotten at the millisecond that was said`() {
        var recent = RecentCredentials()
        Self.keep(&recent, "Bearer a", until: 1_000)
        #expect(Self.find(recent, "Bearer a", now: 999) != nil)
        #expect(Self.find(recent, "Bearer a", now: 1_000) == nil)
    }

    @Test func `a field that is too long is not kept`() {
        var recent = RecentCredentials()
        let long = "Bearer " + String(repeating: "x", count: 1_018)
        Self.keep(&recent, long)
        #expect(Self.find(recent, long) == nil)
        Self.keep(&recent, String(long.dropLast()))
        #expect(Self.find(recent, String(long.dropLast())) != nil)
    }

    @Test func `two callers take turns, and two fields in one request are nobody`() throws {
        let server = try TestServer()
        let rita = try server.person("Rita", role: "read_only")
        for _ in 0..<3 {
            #expect(rita.get("/v1/me").json["name"] == "Rita")
            #expect(server.admin.get("/v1/me").json["name"] == "Ada Admin")
            #expect(rita.post("/v1/teams", ["name": "T"]).status == 403)
        }
        let token = try #require(rita.token)
        let twice = [("Authorization", "Bearer \(token)"), ("Authorization", "Bearer \(token)")]
        let nobody = server.client(token: nil)
        #expect(nobody.send(.get, "/v1/me", headers: twice).status == 401)
        #expect(nobody.get("/v1/me").status == 401)
        for near in ["bearer \(token)", "Bearer   \(token)"] {
            let answer = nobody.send(.get, "/v1/me", headers: [("Authorization", near)])
            #expect(answer.json["name"] == "Rita")
        }
        for far in ["Bearer \(token)x", "Basic \(token)", "Bearer\(token)"] {
            let answer = nobody.send(.get, "/v1/me", headers: [("Authorization", far)])
            #expect(answer.status == 401)
        }
    }

    @Test func `the last use of a key is noted once a minute, though the key is remembered`() throws
    {
        let server = try TestServer()
        let admin = server.admin
        let role = admin.get("/v1/roles?name=read_only").data[0]["id"]
        let made = admin.post("/v1/api-keys", ["name": "Scanner", "role_id": role])
        let client = server.client(token: made.json["token"].string)
        func lastUse() -> JSONValue {
            // A write waits its turn behind the note.
            #expect(admin.post("/v1/teams", ["name": .string("T\(Fresh.number())")]).status == 201)
            return admin.get("/v1/api-keys/\(made.id)").json["last_used_at"]
        }
        #expect(client.get("/v1/me").status == 200)
        let first = lastUse()
        #expect(first == .string(server.time.now.text))
        server.time.advance(milliseconds: 60_000)
        for _ in 0..<2 { #expect(client.get("/v1/me").status == 200) }
        #expect(lastUse() == first)
        server.time.advance(milliseconds: 1)
        for _ in 0..<2 { #expect(client.get("/v1/me").status == 200) }
        #expect(lastUse() == .string(server.time.now.text))
    }
}
