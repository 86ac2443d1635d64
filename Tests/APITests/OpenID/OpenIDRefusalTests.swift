import Schema
import Testing
import TratoTesting

@testable import API

/// Tokens that are refused, each with the sentence that says why.
struct OpenIDRefusalTests {
    private let provider: TestProvider

    init() throws { provider = try TestProvider() }

    private func refused(_ token: String, _ detail: String, _ what: String) {
        let answer = provider.me(token)
        #expect(answer.status == 401, "\(what): \(answer)")
        #expect(answer.code == "unauthenticated", "\(what)")
        #expect(answer.header("www-authenticate") == "Bearer", "\(what)")
        #expect(answer.json["detail"].string == detail, "\(what): \(answer)")
    }

    private func at(_ seconds: Int) -> JSONValue { .number("\(provider.now + seconds)") }

    @Test func `a claim that is wrong or missing`() {
        let issuer = "The token is from another issuer."
        let audience = "The token is for another audience."
        let expiry = "The token does not say when it expires."
        let expired = "The token has expired."
        let early = "The token is not valid yet."
        let email = "The token has no e-mail address in the claim email."
        let verified = "The provider has not verified the e-mail address of the token."
        for (claims, detail): ([String: JSONValue?], String) in [
            (["iss": nil], issuer), (["iss": "https://evil.example"], issuer),
            (["iss": .string(provider.issuer + "/")], issuer),
            (["iss": [.string(provider.issuer)]], issuer),
            (["aud": nil], audience), (["aud": "other"], audience),
            (["aud": ["a", "b"]], audience),
            (["aud": []], audience), (["aud": ["trato": "trato"]], audience),
            (["aud": [["trato"]]], audience), (["aud": "Trato"], audience),
            (["exp": nil], expiry), (["exp": nil as JSONValue?, "nbf": at(0)], expiry),
            (["exp": .string("\(provider.now + 300)")], expiry), (["exp": true], expiry),
            (["exp": .number("1e400")], expiry), (["exp": .number("-1")], expiry),
            (["exp": .number("99999999999999")], expiry),
            (["exp": at(-61)], expired), (["exp": 0], expired),
            (["nbf": at(61)], early), (["nbf": "soon"], early), (["iat": at(62)], early),
            (["iat": .null], early),
            (["email": nil], email), (["email": "luis"], email), (["email": 1], email),
            (["email_verified": false], verified), (["email_verified": "false"], verified),
            (["email_verified": 0], verified),
            (
                ["email": "nobody@example.com"],
                "There is no active user with the e-mail address of the token."
            ),
        ] {
            refused(provider.token(claims), detail, "\(claims)")
        }
    }

    @Test func `a header that asks for something else`() {
        let accepted = SigningAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
        let algorithm = "The token's algorithm is none of \(accepted)."
        for (header, detail): ([String: JSONValue?], String) in [
            (["alg": nil], algorithm), (["alg": "rs256"], algorithm),
            (["alg": "ES256K"], algorithm),
            (["alg": ["RS256"]], algorithm),
            (["crit": ["exp"]], "The token has a critical header that is not known."),
            (["crit": []], "The token has a critical header that is not known."),
            (["typ": "logout+jwt"], "The token is of another type than JWT or at+jwt."),
            (["typ": 1], "The token is of another type than JWT or at+jwt."),
            (["kid": "rsa-3"], "The token is signed by a key that is not known."),
            (["kid": ""], "The token is signed by a key that is not known."),
            (["kid": "rsa-2"], "The token's signature is not right."),
            (["kid": "p256-1"], "The token's algorithm is not that of its key."),
            (["kid": nil], "The token does not say by which of several keys it is signed."),
        ] {
            refused(provider.token(header: header), detail, "\(header)")
        }
    }

    @Test func `no signature, or one by what everybody knows`() {
        let accepted = SigningAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
        let detail = "The token's algorithm is none of \(accepted)."
        let modulus = SigningPair.rsa.published["n"].string ?? ""
        for secret in [
            Array(SigningPair.rsa.pem.utf8), Array(modulus.utf8), [],
            Base64URL.decode(modulus) ?? [],
        ] {
            for algorithm in ["HS256", "HS384", "HS512"] {
                let token = provider.forged(algorithm, kid: "rsa-1", secret: secret)
                refused(token, detail, algorithm)
            }
            // The same bytes under an algorithm that is accepted.
            refused(
                provider.forged("RS256", kid: "rsa-1", secret: secret),
                "The token's signature is not right.", "RS256")
        }
        for algorithm in ["none", "None", "NONE", "nOnE", ""] {
            refused(provider.forged(algorithm, kid: "rsa-1"), detail, algorithm)
        }
        refused(
            provider.forged("RS256", kid: "rsa-1"), "The token's signature is not right.", "empty")
        refused(
            provider.forged("ES256", kid: "p256-1", secret: []),
            "The token's signature is not right.", "32 bytes")
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func `a token of which any part was changed`(algorithm: SigningAlgorithm) throws {
        let good = provider.token(signed: algorithm)
        let parts = good.split(separator: ".").map(String.init)
        let claims = Base64URL.encode(
            provider.claims.merging(["email": "admin@example.com"]).bytes)
        refused(
            "\(parts[0]).\(claims).\(parts[2])", "The token's signature is not right.", "claims")
        var signature = try #require(Base64URL.decode(parts[2]))
        for index in [0, signature.count / 2, signature.count - 1] {
            signature[index] ^= 1
            refused(
                "\(parts[0]).\(parts[1]).\(Base64URL.encode(signature))",
                "The token's signature is not right.", "byte \(index)")
            signature[index] ^= 1
        }
        for other in [
            Array(signature.dropLast()), signature + [0], [UInt8](repeating: 0, count: 64),
        ] {
            refused(
                "\(parts[0]).\(parts[1]).\(Base64URL.encode(other))",
                "The token's signature is not right.", "\(other.count) bytes")
        }
        #expect(provider.me(good).status == 200)
    }

    @Test func `a signature of another algorithm of the same key`() {
        for algorithm in [SigningAlgorithm.rs384, .ps256] {
            let token = provider.token(header: ["alg": "RS256"], signed: algorithm)
            refused(token, "The token's signature is not right.", "\(algorithm)")
        }
    }

    @Test func `what is no token at all`() {
        let good = provider.token()
        let parts = good.split(separator: ".").map(String.init)
        let object = Base64URL.encode(Array("{}".utf8))
        let twice = Base64URL.encode(Array("{\"alg\":\"none\",\"alg\":\"RS256\"}".utf8))
        for token in [
            ".", "..", "...", "a.b", "a.b.c", "\(good).", "\(good).x", ".\(good)",
            "\(parts[0]).\(parts[1])", "\(parts[0])..\(parts[1]).\(parts[2])",
            "\(object).\(object)", "\(parts[0])=.\(parts[1]).\(parts[2])",
            "\(parts[0]).\(parts[1]).\(parts[2])=", "\(twice).\(parts[1]).\(parts[2])",
            "\(Base64URL.encode(Array("[]".utf8))).\(parts[1]).\(parts[2])",
            "\(parts[0]).\(parts[1]).\(parts[2]).\(parts[2]).\(parts[2])",
        ] {
            refused(token, "The token is no signed JSON Web Token.", token)
        }
        refused(
            good + String(repeating: "A", count: 16_385 - good.utf8.count),
            "The token has over 16384 bytes.", "long")
        let empty = "\(parts[0]).."
        refused(empty, "The token's signature is not right.", empty)
    }
}
