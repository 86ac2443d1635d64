import Schema
import Testing
import TratoTesting

/// Refusals of `POST /oauth/token`, RFC 6749 section 5.2.
struct TokenRefusalTests {
    private let server: TestServer
    private let shop: TokenClient

    init() throws {
        server = try TestServer()
        shop = try TokenClient(server, ["scopes": ["metrics"]])
    }

    private var sessions: Int { server.admin.get("/v1/sessions?deleted=include").data.count }

    private func refused(_ answer: TestResponse, _ error: String, _ what: String) {
        let status = error == "invalid_client" ? 401 : 400
        #expect(answer.status == status, "\(what): \(answer)")
        #expect(answer.json["error"].string == error, "\(what): \(answer)")
        #expect(Set(answer.json.members.keys) == ["error", "error_description"], "\(what)")
        #expect(answer.header("content-type") == "application/json")
        #expect(answer.header("cache-control") == "no-store")
        #expect(answer.header("pragma") == "no-cache")
        let challenge = status == 401 ? "Basic realm=\"trato\"" : nil
        #expect(answer.header("www-authenticate") == challenge, "\(what)")
        let text = answer.json["error_description"].string ?? ""
        // Section 5.2: printable ASCII without quotation marks and backslashes.
        #expect(!text.isEmpty, "\(what)")
        #expect(
            text.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C },
            "\(what): \(text)")
    }

    @Test func `what is wrong with a form has the code of the standard`() throws {
        let who = shop.parameters
        let grant = TokenClient.grant
        for (form, error) in [
            ("", "invalid_request"), ("scope=metrics\(who)", "invalid_request"),
            ("grant_type=\(who)", "invalid_request"),
            ("\(grant)&\(grant)\(who)", "invalid_request"),
            ("\(grant)\(who)&scope=metrics&scope=metrics", "invalid_request"),
            ("\(grant)\(who)&client_id=\(shop.id)", "invalid_request"),
            ("\(grant)\(who)&client_secret=", "invalid_request"),
            ("\(grant)&client_id=%zz\(who)", "invalid_request"),
            ("\(grant)\(who)&x=%ff", "invalid_request"),
            ("\(grant)\(who)&pad=\(String(repeating: "x", count: 8_192))", "invalid_request"),
            ("grant_type=password\(who)", "unsupported_grant_type"),
            ("grant_type=CLIENT_CREDENTIALS\(who)", "unsupported_grant_type"),
            ("\(grant)\(who)&scope=admin", "invalid_scope"),
            ("\(grant)\(who)&scope=metrics+admin", "invalid_scope"),
            ("\(grant)\(who)&scope=Metrics", "invalid_scope"),
            ("\(grant)\(who)&scope=+", "invalid_scope"),
            (grant, "invalid_client"), ("\(grant)&client_id=\(shop.id)", "invalid_client"),
            ("\(grant)&client_secret=\(shop.secret)", "invalid_client"),
            ("\(grant)&client_id=\(shop.id)&client_secret=trato_nothing", "invalid_client"),
            ("\(grant)&client_id=\(Fresh.id())&client_secret=\(shop.secret)", "invalid_client"),
            ("\(grant)&client_id=shop&client_secret=\(shop.secret)", "invalid_client"),
        ] {
            refused(shop.ask(form), error, form)
        }
        #expect(sessions == 0)
    }

    @Test func `what means nothing is ignored, and what is empty is absent`() {
        for form in [
            "\(TokenClient.grant)\(shop.parameters)&resource=a&resource=b&nothing=",
            "\(TokenClient.grant)\(shop.parameters)&scope=",
        ] {
            #expect(shop.ask(form).status == 200, "\(form)")
            #expect(shop.ask(form, query: "?tenant=1").status == 200)
        }
    }

    @Test func `a client may use HTTP Basic, encoded as in a form`() {
        let pair = "\(shop.id):\(shop.secret)"
        let escaped = pair.map { $0 == "-" ? "%2D" : $0 == "_" ? "%5f" : "\($0)" }.joined()
        for basic in [pair, escaped] {
            #expect(shop.ask(basic: basic).status == 200, "\(basic)")
        }
        #expect(shop.ask("\(TokenClient.grant)&client_id=\(shop.id)", basic: pair).status == 200)
        let other = [("Authorization", "bAsIc   \(TokenClient.base64(pair))")]
        #expect(shop.ask(headers: other).status == 200)
    }

    @Test func `a client that authenticates badly, or in two ways, is refused`() throws {
        let pair = "\(shop.id):\(shop.secret)"
        let grant = TokenClient.grant
        refused(shop.ask(grant + shop.parameters, basic: pair), "invalid_request", "both")
        refused(
            shop.ask("\(grant)&client_id=\(Fresh.id())", basic: pair), "invalid_request", "another")
        for basic in [
            "\(shop.id):wrong", "\(shop.secret):\(shop.id)", "\(shop.id)\(shop.secret)", ":", "",
            "\(shop.id):%zz", "\(shop.id):\(shop.secret)%00",
        ] {
            refused(shop.ask(basic: basic), "invalid_client", basic)
        }
        for header in [
            "Basic", "Basic !", "Basic \(TokenClient.base64(pair))=", "Bearer \(shop.secret)",
            "Basic \(TokenClient.base64(pair)), Basic \(TokenClient.base64(pair))", "Digest a=b",
        ] {
            refused(shop.ask(headers: [("Authorization", header)]), "invalid_client", header)
        }
        #expect(sessions == 0)
    }

    @Test func `an ended key and an access token are no secrets of a client`() throws {
        let token = try #require(try shop.token().token)
        let form = TokenClient.grant + "&client_id=\(shop.id)&client_secret=\(token)"
        refused(shop.ask(form), "invalid_client", "an access token")
        let end = server.time.now.adding(seconds: 60)
        let brief = try TokenClient(server, ["expires_at": .string(end.text)])
        server.time.advance(seconds: 60)
        refused(brief.ask(TokenClient.grant + brief.parameters), "invalid_client", "expired")
        #expect(server.admin.delete("/v1/api-keys/\(shop.id)").status == 204)
        refused(shop.ask(TokenClient.grant + shop.parameters), "invalid_client", "revoked")
        let user = try server.user("Rita", role: "integration")
        let hers = try TokenClient(server, ["user_id": .string(user.text)])
        #expect(server.admin.post("/v1/users/\(user.text)/deactivate").status == 200)
        refused(hers.ask(TokenClient.grant + hers.parameters), "invalid_client", "deactivated")
    }

    @Test func `secrets do not belong into the address`() {
        for query in [
            "?client_secret=\(shop.secret)", "?grant_type=client_credentials", "?scope=metrics",
        ] {
            refused(
                shop.ask(TokenClient.grant + shop.parameters, query: query), "invalid_request",
                query)
        }
        refused(
            shop.ask(TokenClient.grant + shop.parameters, query: "?x=%zz"), "invalid_request", "%zz"
        )
    }

    @Test func `the body is a form and nothing else`() {
        for (type, isTaken) in [
            ("application/x-www-form-urlencoded", true),
            ("Application/X-WWW-Form-urlencoded; charset=UTF-8", true),
            ("application/x-www-form-urlencoded; charset=latin1", false),
            ("application/json", false), ("multipart/form-data; boundary=x", false), ("", false),
        ] {
            let answer = shop.ask(
                TokenClient.grant + shop.parameters, headers: [("Content-Type", type)])
            if isTaken {
                #expect(answer.status == 200, "\(type): \(answer)")
            } else {
                refused(answer, "invalid_request", type)
            }
        }
        let parties = server.admin.send(
            .post, "/v1/parties", headers: [("Content-Type", "application/x-www-form-urlencoded")],
            bytes: Array("kind=person".utf8))
        #expect(parties.code == "unsupported_media_type")
    }

    @Test func `another method is refused as everywhere`() {
        let answer = server.client(token: nil).get("/oauth/token")
        #expect(answer.code == "method_not_allowed")
        #expect(answer.header("allow") == "POST, OPTIONS" || answer.header("allow") == "POST")
    }
}
