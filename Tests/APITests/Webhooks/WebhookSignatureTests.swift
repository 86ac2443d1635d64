import Testing

@testable import API

/// Signatures as Standard Webhooks 1.0 wants them, against values that another implementation has made.
struct WebhookSignatureTests {
    /// The bytes 0 to 31.
    private static let secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

    private static let vectors: [(id: String, timestamp: Int64, body: String, signature: String)] =
        [
            (
                "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", 1_674_087_231,
                #"{"type":"contact.created","timestamp":"2022-11-03T20:26:10.344522Z","data":{"id":"1f81eb52-5198-4599-803e-771906343485"}}"#,
                "v1,4PMU5Dl90B4kgwxDpwuMZ/cnZ5ztf+Y+kviYQD66rJg="
            ),
            ("msg_empty", 1_700_000_000, "", "v1,yredJpxuSO+Nbs3mRe+H7WF2AiIQovC4+sTzycX9L54="),
            (
                "msg_utf8", 1_700_000_001,
                #"{"type":"account.updated","data":{"name":"Zoë 株式会社 😀"}}"#,
                "v1,ws85QcmdzTUa8s8eh2tz54GKzCSmxx/X/JQ2abdGzSY="
            ),
        ]

    @Test(arguments: vectors.indices)
    func `the published vectors agree`(_ index: Int) {
        let vector = Self.vectors[index]
        let value = WebhookSignature.value(
            id: vector.id, timestamp: vector.timestamp, body: Array(vector.body.utf8),
            secrets: [Self.secret])
        #expect(value == vector.signature)
    }

    @Test func `the example of the specification agrees`() {
        // https://github.com/standard-webhooks/standard-webhooks, the example that all its libraries test with.
        let value = WebhookSignature.value(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330,
            body: Array(#"{"test": 2432232314}"#.utf8),
            secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
        #expect(value == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func `two keys make two signatures, the newer first`() {
        let (old, new) = (WebhookSecret.make(), WebhookSecret.make())
        func value(_ secrets: [String]) -> String {
            WebhookSignature.value(id: "msg_1", timestamp: 1, body: [1], secrets: secrets)
        }
        #expect(value([new, old]) == "\(value([new])) \(value([old]))")
    }

    @Test func `a secret is 32 random bytes`() {
        let secrets = (0..<100).map { _ in WebhookSecret.make() }
        #expect(Set(secrets).count == 100)
        for secret in secrets {
            #expect(secret.hasPrefix("whsec_"))
            #expect(WebhookSecret.key(secret)?.count == 32)
        }
        for wrong in ["", "whsec_x", "AAECAwQ=", "whsec_-_-_"] {
            #expect(WebhookSecret.key(wrong) == nil || WebhookSecret.key(wrong) == [], "\(wrong)")
        }
    }

    @Test func `patterns match whole words`() throws {
        for (text, type, isMatch) in [
            ("*", "order.confirmed", true), ("order.*", "order.confirmed", true),
            ("order.*", "order_line.added", false), ("order.*", "orders.made", false),
            ("order.confirmed", "order.confirmed", true),
            ("order.confirmed", "order.confirmed_twice", false),
        ] {
            let pattern = try #require(EventPattern(text))
            #expect(pattern.matches(type) == isMatch, "\(text) \(type)")
        }
        for text in [
            "", ".", "order.", "Order.*", "*.created", "or*", "order.*.x", "a.b.c.d", "order .x",
            String(repeating: "x", count: 101),
        ] {
            #expect(EventPattern(text) == nil, "\(text)")
        }
    }
}
