import Schema
import Testing
import TratoTesting

@testable import API

/// Tokens of an OpenID provider that are accepted, and what they are good for.
struct OpenIDTests {
    private let provider: TestProvider
    private var server: TestServer { provider.server }

    init() throws { provider = try TestProvider() }

    @Test(arguments: SigningAlgorithm.allCases)
    func `a signed token is who it says`(algorithm: SigningAlgorithm) {
        let me = provider.me(provider.token(signed: algorithm))
        #expect(me.status == 200, "\(algorithm): \(me)")
        #expect(me.json["user_id"].string == provider.user.text)
        #expect(me.json["role"] == "sales_rep")
        #expect(me.json["scopes"] == [])
    }

    @Test func `writes show the user, and a repeated one is known across tokens`() {
        let body: JSONValue = ["kind": "person", "given_name": "Ana"]
        let key = [("Idempotency-Key", "one")]
        let tokens = [provider.token(), provider.token(["jti": "2"])]
        let answers = tokens.map {
            server.client(token: $0).post("/v1/parties", body, headers: key)
        }
        #expect(answers[0].status == 201, "\(answers[0])")
        #expect(answers[0].json["created_by"].string == provider.user.text)
        #expect(answers[1].header("idempotency-replayed") == "true")
        let entry = server.admin.get("/v1/audit-entries?record_id=\(answers[0].id)").data[0]
        #expect(entry["actor_id"].string == provider.user.text)
        #expect(entry["credential_id"].string == provider.user.text)
        #expect(
            server.client(token: tokens[0]).delete("/v1/sessions/current").code == "not_found")
    }

    @Test func `forms of claims that providers use are understood`() {
        let trato: JSONValue = .string(provider.audience)
        for (name, claims): (String, [String: JSONValue?]) in [
            ("audiences", ["aud": ["account", trato]]), ("capitals", ["email": "LUIS@Example.com"]),
            ("unsaid", ["email_verified": nil]), ("text", ["email_verified": "true"]),
            ("no iat", ["iat": nil]), ("fraction", ["exp": .number("\(provider.now + 9).1234567")]),
            ("exponent", ["exp": .number("4e9")]), ("more", ["x": [["y": nil]], "nonce": "1"]),
            ("nbf", ["nbf": .number("\(provider.now + 60)")]),
            ("iat", ["iat": .number("\(provider.now + 60)")]),
            ("exp", ["exp": .number("\(provider.now - 59)")]),
        ] {
            let me = provider.me(provider.token(claims))
            #expect(me.status == 200, "\(name): \(me)")
        }
        for (name, header): (String, [String: JSONValue?]) in [
            ("no typ", ["typ": nil]), ("access token", ["typ": "at+jwt"]),
            ("long typ", ["typ": "application/JWT"]), ("hint", ["jku": "https://evil.example"]),
        ] {
            let me = provider.me(provider.token(header: header))
            #expect(me.status == 200, "\(name): \(me)")
        }
        #expect(provider.me(provider.token(header: ["kid": nil], signed: .es256)).status == 200)
    }

    @Test func `another claim may name the user`() throws {
        let other = try TestProvider(claim: "upn")
        let claims: [String: JSONValue?] = [
            "email": "x@example.com", "email_verified": false, "upn": .string(other.email),
        ]
        #expect(other.me(other.token(claims)).status == 200)
        let without = other.me(other.token())
        #expect(without.status == 401)
        #expect(without.json["detail"].string?.contains("the claim upn") == true, "\(without)")
    }

    @Test func `an accepted token ends when it says, and a minute of grace`() {
        let token = provider.token()
        #expect(provider.me(token).status == 200)
        server.time.advance(milliseconds: 300_000 + 60_000 - 251)
        #expect(provider.me(token).status == 200)
        server.time.advance(milliseconds: 1)
        let ended = provider.me(token)
        #expect(ended.status == 401)
        #expect(ended.json["detail"] == "The credential has expired.")
        // Whoever has not seen it accepted says the same.
        #expect(provider.me(token).json["detail"] == "The token has expired.")
    }

    @Test func `who is deactivated, deleted or renamed is refused at once`() throws {
        let token = provider.token()
        let address = "/v1/users/\(provider.user.text)"
        func expectRefusal() {
            let answer = provider.me(token)
            #expect(answer.status == 401)
            #expect(
                answer.json["detail"]
                    == "There is no active user with the e-mail address of the token.")
        }
        #expect(provider.me(token).status == 200)
        #expect(server.admin.post("\(address)/deactivate").status == 200)
        expectRefusal()
        #expect(server.admin.post("\(address)/activate").status == 200)
        #expect(provider.me(token).status == 200)
        #expect(server.admin.patch(address, ["email": "other@example.com"]).status == 200)
        expectRefusal()
        #expect(server.admin.patch(address, ["email": .string(provider.email)]).status == 200)
        #expect(provider.me(token).status == 200)
        #expect(server.admin.delete(address).status == 204)
        expectRefusal()
        // Nobody is made.
        #expect(server.admin.get("/v1/users?email=\(provider.email)").data == [])
    }

    @Test func `our own tokens are accepted as before`() throws {
        #expect(server.admin.get("/v1/me").status == 200)
        #expect(try TokenClient(server).token().get("/v1/me").status == 200)
    }

    @Test func `a server without a provider knows no such tokens`() throws {
        let server = try TestServer()
        _ = try server.user("Luis", role: "sales_rep")
        let answer = server.client(token: provider.token()).get("/v1/me")
        #expect(answer.status == 401)
        #expect(answer.json["detail"] == "The credential is not valid.")
    }
}
