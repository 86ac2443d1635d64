import Schema
import Testing
import TratoTesting

@testable import API

/// How the keys of a provider are had, and what happens when they change.
struct OpenIDKeyTests {
    private let unknown = "The token is signed by a key that is not known."

    @Test func `a new key is fetched when the first token names it`() throws {
        let provider = try TestProvider([.rsa])
        #expect(provider.me(provider.token()).status == 200)
        let token = provider.token(by: .otherRSA)
        #expect(provider.me(token).json["detail"].string == unknown)
        try provider.publish([.rsa, .otherRSA])
        // The provider was asked a moment ago.
        #expect(provider.me(token).json["detail"].string == unknown)
        provider.server.time.advance(seconds: 30)
        let me = provider.me(token)
        #expect(me.status == 200, "\(me)")
        #expect(provider.server.log.failures == [])
    }

    @Test func `a withdrawn key ends the tokens that it signed`() throws {
        let provider = try TestProvider([.rsa, .otherRSA])
        let token = provider.token()
        #expect(provider.me(token).status == 200)
        try provider.publish([.otherRSA])
        #expect(provider.me(token).status == 200)
        provider.server.time.advance(seconds: 30)
        #expect(provider.me(provider.token(header: ["kid": "rsa-3"])).status == 401)
        #expect(provider.me(token).json["detail"].string == unknown)
        #expect(provider.me(provider.token(by: .otherRSA)).status == 200)
    }

    @Test func `keys are read again every ten minutes`() throws {
        let provider = try TestProvider([.rsa])
        // The first round of the clock's jobs asks, because nobody has said when that was.
        provider.server.application.runJobs()
        #expect(provider.me(provider.token(by: .otherRSA)).status == 401)
        let token = provider.token(["exp": .number("\(provider.now + 3_600)")])
        #expect(provider.me(token).status == 200)
        try provider.publish([.otherRSA])
        provider.server.time.advance(seconds: 599)
        provider.server.application.runJobs()
        #expect(provider.me(token).status == 200)
        provider.server.time.advance(seconds: 1)
        let version = provider.server.application.accessGeneration
        provider.server.application.runJobs()
        // Whoever names an unknown key waits for the answer that is on its way.
        #expect(provider.me(provider.token(header: ["kid": "rsa-3"])).status == 401)
        #expect(provider.server.application.accessGeneration > version)
        #expect(provider.me(token).json["detail"].string == unknown)
    }

    @Test(arguments: [
        "", "{}", "{\"keys\": []}", "[1", "{\"keys\": [{\"kty\": \"oct\", \"k\": \"AA\"}]}",
    ])
    func `keys that cannot be read leave the last ones in force`(text: String) throws {
        let provider = try TestProvider([.rsa])
        try provider.publish(text: text)
        #expect(provider.me(provider.token(header: ["kid": "x"])).status == 401)
        #expect(provider.server.log.failures.count == 1, "\(provider.server.log.failures)")
        #expect(provider.server.log.failures.first?.contains("not renewed") == true)
        #expect(provider.me(provider.token()).status == 200)
    }

    @Test func `without any keys a token is neither right nor wrong`() throws {
        let terms = OpenIDTerms(
            issuer: "i", audience: "a", keys: "https://127.0.0.1:1/keys.json")
        let server = try TestServer(openID: terms)
        let provider = try TestProvider()
        let answer = server.client(token: provider.token()).get("/v1/me")
        #expect(answer.status == 503, "\(answer)")
        #expect(answer.code == "overloaded")
        #expect(answer.header("retry-after") == "30")
        #expect(server.log.failures.count == 1, "\(server.log.failures)")
        // What is no token need not wait for keys.
        #expect(server.client(token: "a.b.c").get("/v1/me").status == 401)
        #expect(server.client(token: provider.forged("none")).get("/v1/me").status == 401)
        #expect(server.admin.get("/v1/me").status == 200)
    }

    @Test func `a follower whose key is withdrawn hears nothing more`() throws {
        let provider = try TestProvider([.rsa, .otherRSA])
        let server = provider.server
        try server.serving { _ in
            let connection = try server.connection()
            connection.write(
                .get, "/v1/changes?resource=parties&after=latest",
                headers: [
                    ("Accept", "text/event-stream"),
                    ("Authorization", "Bearer \(provider.token())"),
                ])
            #expect(connection.readHead().status == 200)
            try provider.publish([.otherRSA])
            #expect(provider.me(provider.token(header: ["kid": "rsa-3"])).status == 401)
            let made = server.admin.post("/v1/parties", ["kind": "person", "given_name": "Ana"])
            #expect(made.status == 201)
            #expect(connection.readChunk()?.isEmpty ?? true)
        }
    }

    @Test func `many requests that wait for a key are all answered`() throws {
        let provider = try TestProvider([.rsa])
        try provider.publish([.rsa, .otherRSA])
        let tokens = (0..<20).map { provider.token(["jti": .string("\($0)")], by: .otherRSA) }
        try provider.server.serving { _ in
            let connections = try tokens.map { token in
                let connection = try provider.server.connection()
                connection.write(.get, "/v1/me", headers: [("Authorization", "Bearer \(token)")])
                return connection
            }
            for connection in connections { #expect(connection.readResponse().status == 200) }
        }
    }

    // MARK: Start

    private func refusal(_ keys: String) throws -> String {
        let terms = OpenIDTerms(issuer: "i", audience: "a", keys: keys)
        do {
            _ = try TestServer(openID: terms)
            return "no refusal"
        } catch let error as OpenIDError {
            return error.description
        }
    }

    @Test(arguments: [
        ("", "is not JSON: at byte 0 "), ("{\"keys\": {}}", "has no array named keys (RFC 7517)"),
        ("[]", "has no array named keys (RFC 7517)"),
        ("{\"keys\": [1, {}]}", "has no public key for signatures that could be used"),
    ])
    func `a start with a bad file fails with one sentence`(text: String, reason: String) throws {
        let provider = try TestProvider()
        try provider.publish(text: text)
        let path = provider.folder.file("keys.json")
        #expect(try refusal(path).hasPrefix("\(path) \(reason)"))
    }

    @Test func `a start without the file, or with one that is too large, fails`() throws {
        let provider = try TestProvider()
        #expect(
            try refusal(provider.folder.file("none"))
                == "\(provider.folder.file("none")) cannot be read: No such file or directory")
        let path = provider.folder.file("keys.json")
        try provider.publish(text: String(repeating: " ", count: 262_145))
        #expect(try refusal(path) == "\(path) has over 262144 bytes")
        let key = SigningPair.rsa.published
        try provider.publish(
            text: (["keys": .array(Array(repeating: key, count: 101))] as JSONValue).description)
        #expect(try refusal(path) == "\(path) has over 100 keys")
    }
}
