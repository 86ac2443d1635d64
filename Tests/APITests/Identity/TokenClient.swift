import Schema
import TratoTesting

/// A client of `POST /oauth/token`.
struct TokenClient {
    let server: TestServer
    let id: String
    let secret: String

    /// The holder of a new API key.
    init(_ server: TestServer, _ members: JSONValue = [:], role: String = "integration") throws {
        let roles = server.admin.get("/v1/roles?name=\(role)").data
        let body: JSONValue = ["name": "Shop", "role_id": roles.first?["id"] ?? .null]
        let made = server.admin.post("/v1/api-keys", body.merging(members))
        guard made.status == 201, let token = made.json["token"].string else {
            throw Unexpected("key", made)
        }
        (self.server, id, secret) = (server, made.id, token)
    }

    /// What identifies it, as parameters.
    var parameters: String { "&client_id=\(id)&client_secret=\(secret)" }

    static let grant = "grant_type=client_credentials"

    func ask(
        _ form: String = grant, query: String = "", basic: String? = nil,
        headers: [(String, String)] = []
    ) -> TestResponse {
        var headers = headers
        if !headers.contains(where: { $0.0 == "Content-Type" }) {
            headers.append(("Content-Type", "application/x-www-form-urlencoded"))
        }
        if let basic { headers.append(("Authorization", "Basic \(Self.base64(basic))")) }
        return server.client(token: nil).send(
            .post, "/oauth/token\(query)", headers: headers, bytes: Array(form.utf8))
    }

    /// A client with a new access token.
    func token(scope: String? = nil) throws -> Client {
        let answer = ask(Self.grant + parameters + (scope.map { "&scope=\($0)" } ?? ""))
        guard answer.status == 200, let token = answer.json["access_token"].string else {
            throw Unexpected("access token", answer)
        }
        return server.client(token: token)
    }

    /// RFC 4648 section 4.
    static func base64(_ text: String) -> String { base64(Array(text.utf8)) }

    static func base64(_ bytes: [UInt8]) -> String {
        let plain = Base64URL.encode(bytes).map {
            $0 == "-" ? "+" : $0 == "_" ? "/" : $0
        }
        return String(plain) + String(repeating: "=", count: (4 - plain.count % 4) % 4)
    }
}
