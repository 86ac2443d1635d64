import COpenSSL
import Schema
import TratoTesting

@testable import API

/// An OpenID provider whose keys lie in a file, and a server that accepts its tokens.
struct TestProvider {
    let folder = TestFolder()
    let server: TestServer
    let issuer = "https://id.example.com/realm"
    let audience = "trato"
    /// The e-mail of a sales representative.
    let email = "luis@example.com"
    let user: RecordID

    init(_ published: [SigningPair] = SigningPair.all, claim: String = "email") throws {
        let path = folder.file("keys.json")
        try Self.write(published, to: path)
        server = try TestServer(
            openID: OpenIDTerms(issuer: issuer, audience: audience, keys: path, claim: claim))
        user = try server.user("Luis", role: "sales_rep")
    }

    func publish(_ pairs: [SigningPair]) throws {
        try Self.write(pairs, to: folder.file("keys.json"))
    }

    func publish(text: String) throws {
        try File.write(Array(text.utf8), to: folder.file("keys.json"))
    }

    private static func write(_ pairs: [SigningPair], to path: String) throws {
        let keys: JSONValue = ["keys": .array(pairs.map(\.published))]
        try File.write(keys.bytes, to: path)
    }

    // MARK: Tokens

    /// Seconds since 1970 on the server's clock.
    var now: Int { Int(server.time.now.seconds) }

    /// Claims that are accepted.
    var claims: JSONValue {
        [
            "iss": .string(issuer), "aud": .string(audience), "sub": "248289761001",
            "email": .string(email), "email_verified": true, "iat": .number("\(now)"),
            "exp": .number("\(now + 300)"),
        ]
    }

    /// A token, good but for what the members say; a claim set to nil is left out.
    func token(
        _ changed: [String: JSONValue?] = [:], header: [String: JSONValue?] = [:],
        signed algorithm: SigningAlgorithm = .rs256, by pair: SigningPair? = nil
    ) -> String {
        let pair = pair ?? SigningPair.for(algorithm.rawValue)
        let head: JSONValue = [
            "alg": .string(algorithm.rawValue), "typ": "JWT", "kid": .string(pair.id),
        ]
        let signed = Self.part(head, header) + "." + Self.part(claims, changed)
        return signed + "." + Base64URL.encode(pair.sign(Array(signed.utf8), algorithm))
    }

    /// A token with a shared secret, or with an empty signature and no secret.
    func forged(_ algorithm: String, kid: String? = nil, secret: [UInt8]? = nil) -> String {
        let head: JSONValue = ["alg": .string(algorithm), "typ": "JWT"]
        let signed =
            Self.part(head, ["kid": kid.map { .string($0) }]) + "." + Self.part(claims, [:])
        guard let secret else { return signed + "." }
        var code = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 0
        let bytes = Array(signed.utf8)
        HMAC(EVP_sha256(), secret, Int32(secret.count), bytes, bytes.count, &code, &count)
        return signed + "." + Base64URL.encode(code)
    }

    private static func part(_ object: JSONValue, _ changed: [String: JSONValue?]) -> String {
        var object = object
        for (name, value) in changed {
            if let value { object[name] = value } else { object = object.without(name) }
        }
        return Base64URL.encode(object.bytes)
    }

    func me(_ token: String) -> TestResponse { server.client(token: token).get("/v1/me") }
}
