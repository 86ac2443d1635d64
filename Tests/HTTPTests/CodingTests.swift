import Testing

@testable import HTTP

struct CodingTests {
    @Test(arguments: [
        ("", ""), ("abc", "abc"), ("a%20b", "a b"), ("%e2%82%ac", "€"), ("%2B+", "++"),
        ("%", nil), ("%2", nil), ("%g0", nil), ("%00", nil), ("%ff", nil), ("%c0%80", nil),
        ("%ed%a0%80", nil), ("%e2%82", nil),
    ])
    func `escapes are decoded strictly`(raw: String, wanted: String?) {
        #expect(PercentCoding.decode(raw, plusIsSpace: false) == wanted)
    }

    @Test(arguments: [UInt64(11), 12, 13])
    func `what is encoded decodes to itself`(seed: UInt64) {
        var random = Seeded(seed)
        for _ in 0..<300 {
            let scalars = (0..<Int.random(in: 0...20, using: &random)).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 1...0x10FFFF, using: &random))
            }
            let text = String(String.UnicodeScalarView(scalars))
            let encoded = PercentCoding.encode(text)
            #expect(encoded.utf8.allSatisfy { ByteSet.query.contains($0) || $0 == 0x25 })
            let decoded = PercentCoding.decode(encoded, plusIsSpace: true)
            #expect(decoded.map { Array($0.utf8) } == Array(text.utf8), "seed \(seed)")
        }
    }

    @Test(
        arguments: [
            ("", []), ("&&", []), ("a=b", ["a=b"]), ("a", ["a="]), ("a=", ["a="]),
            ("a=b=c", ["a=b=c"]), ("a=1&a=2&&b=", ["a=1", "a=2", "b="]),
            ("n.gte=1%2C5&q=a+b%2Bc", ["n.gte=1,5", "q=a b+c"]),
            ("=b", nil), ("a=%", nil), ("%zz=1", nil), ("a=%ff", nil), ("a=%00", nil),
        ] as [(String, [String]?)])
    func `a query is read into names and values`(raw: String, wanted: [String]?) {
        let query = QueryItems(Array(raw.utf8)[...])
        #expect(query?.items.map { "\($0.name)=\($0.value)" } == wanted)
    }

    @Test(arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
    ])
    func `dates are IMF-fixdate`(seconds: Int, wanted: String) {
        #expect(HTTPDate.format(seconds) == wanted)
    }

    @Test(arguments: [
        ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true),
        ("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what", true),
        ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what", false),
        ("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false),
        ("00-00000000000000000000000000000000-b7ad6b7169203331-01", false),
        ("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", false),
        ("00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false),
        ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", false), ("", false),
    ])
    func `a traceparent is judged by its standard`(value: String, valid: Bool) {
        #expect(Array(value.utf8).withUnsafeBufferPointer(TraceContext.isValid) == valid)
    }

    @Test func `text in JSON is escaped and never broken`() {
        var text: [UInt8] = []
        text.append(jsonEscaped: [0x22, 0x5C, 0x0A, 0x41, 0xC3, 0xA9, 0xFF, 0x7F])
        #expect(String(decoding: text, as: UTF8.self) == "\\\"\\\\\\u000aAé\u{FFFD}\\u007f")
    }
}
