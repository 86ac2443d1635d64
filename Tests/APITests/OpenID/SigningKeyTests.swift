import JSON
import Schema
import Testing
import TratoTesting

@testable import API

struct SigningKeyTests {
    private func key(_ value: JSONValue) throws -> SigningKey? {
        SigningKey(try JSONDocument(value.bytes).root)
    }

    /// The examples of the standards: what others sign is what we check.
    @Test(arguments: [
        // RFC 7515 appendix A.2.
        (
            [
                "kty": "RSA", "e": "AQAB",
                "n":
                    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
            ] as JSONValue, SigningAlgorithm.rs256,
            "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
        ),
        // RFC 7515 appendix A.3.
        (
            [
                "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
            ] as JSONValue, .es256,
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
            "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        ),
        // RFC 8037 appendix A.4.
        (
            [
                "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
            ] as JSONValue, .edDSA, "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        ),
    ])
    func `the examples of the standards are right`(
        jwk: JSONValue, algorithm: SigningAlgorithm, signed: String, signature: String
    ) throws {
        let key = try #require(try key(jwk))
        var bytes = try #require(Base64URL.decode(signature))
        #expect(key.fits(algorithm))
        #expect(key.verifies(bytes, of: Array(signed.utf8)[...], algorithm))
        #expect(!key.verifies(bytes, of: Array(signed.utf8).dropLast(), algorithm))
        bytes[3] ^= 1
        #expect(!key.verifies(bytes, of: Array(signed.utf8)[...], algorithm))
    }

    @Test(arguments: SigningPair.all)
    func `a key is used only for what it is for`(pair: SigningPair) throws {
        let published = pair.published
        #expect(try key(published) != nil)
        for members: JSONValue in [
            ["use": "enc"], ["use": nil], ["key_ops": []], ["key_ops": ["sign"]], ["kty": "oct"],
            ["kty": "XYZ"], ["crv": "P-999", "kty": "EC"], ["n": "AQAB", "x": "AQAB"],
            ["n": "!", "x": "!"], ["n": 1, "x": 1],
        ] {
            #expect(try key(published.merging(members)) == nil, "\(members)")
        }
        #expect(try key(published.merging(["key_ops": ["verify"]])) != nil)
        #expect(try key(published.without("use", "kid")) != nil)
        let fitting = SigningAlgorithm.allCases.filter { algorithm in
            (try? key(published)?.fits(algorithm)) == true
        }
        #expect(fitting.count == (published["kty"] == "RSA" ? 6 : 1))
        let other = try #require(try key(published.merging(["alg": "RSA-OAEP"])))
        #expect(!SigningAlgorithm.allCases.contains { other.fits($0) })
        let one = try #require(try key(published.merging(["alg": .string(fitting[0].rawValue)])))
        #expect(SigningAlgorithm.allCases.filter { one.fits($0) } == [fitting[0]])
    }

    @Test func `a weak key and a point off its curve are no keys`() throws {
        let weak = SigningPair("weak", "RSA", bits: 1_024)
        #expect(try key(weak.published) == nil)
        let zeros = String(repeating: "A", count: 342)
        #expect(try key(SigningPair.rsa.published.merging(["n": .string(zeros)])) == nil)
        let point = SigningPair.p256.published
        #expect(try key(point.merging(["y": point["x"]])) == nil)
        #expect(try key(point.merging(["crv": "P-384"])) == nil)
    }
}
