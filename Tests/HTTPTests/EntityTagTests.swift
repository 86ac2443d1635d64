import HTTP
import Testing

struct EntityTagTests {
    private static func describe(_ value: String) -> String {
        switch EntityTags(value) {
        case nil: "malformed"
        case .any: "any"
        case .list(let tags):
            tags.map { ($0.isWeak ? "W/" : "") + $0.opaque }.joined(separator: "|")
        }
    }

    @Test(arguments: [
        ("*", "any"), (" * ", "any"), ("*,", "any"), ("\"1\"", "1"), ("W/\"1\"", "W/1"),
        ("\"1\", \"2\"", "1|2"), ("\"1\",\"2\"", "1|2"), ("\"a,b\", \"c\"", "a,b|c"),
        ("\"\"", ""), ("\"*\"", "*"), ("\t\"1\"\t,\t\"2\"\t", "1|2"), (",, \"1\",, ", "1"),
        ("", ""), (",", ""), ("\"a\\\"", "a\\"), ("\"a;q=1\"", "a;q=1"), ("\"é\"", "é"),
        ("W/\"a\", \"a\"", "W/a|a"),
    ])
    func `lists of tags are read`(value: String, tags: String) {
        #expect(Self.describe(value) == tags)
    }

    @Test(arguments: [
        "*, \"1\"", "\"1\", *", "*, *", "**", "1", "17", "\"1", "1\"", "'1'", "w/\"1\"", "W/",
        "W/1",
        "W \"1\"", "W/ \"1\"", "\"1\" \"2\"", "\"1\";\"2\"", "\"a b\"", "\"a\tb\"", "\"a\"b",
        "\"\"\"",
        "\"1\", x", "W/*", "\"a\u{7F}\"",
    ])
    func `anything else is malformed`(value: String) {
        #expect(Self.describe(value) == "malformed")
    }

    @Test func `a tag stands for the plain and the gzip form of a state`() {
        #expect(EntityTag("17").names("17"))
        #expect(EntityTag("17-gzip").names("17"))
        for other in ["1", "170", "17-", "17-GZIP", "17-gzip-gzip", "-gzip", ""] {
            #expect(!EntityTag(other).names("17"), "\(other)")
        }
    }
}

struct HTTPDateParsingTests {
    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
        ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Sun Nov 16 08:49:37 1994", 784_975_777),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Wed, 31 Dec 1969 23:59:59 GMT", -1),
        ("Tue, 29 Feb 2000 23:59:60 GMT", 951_868_800),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
    ])
    func `all three forms are read`(text: String, seconds: Int) {
        #expect(HTTPDate.seconds(text) == seconds)
    }

    @Test(arguments: [
        "", "0", "784111777", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
        "sun, 06 Nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 94 08:49:37 GMT", "1994-11-06T08:49:37Z",
        "Sun,  06 Nov 1994 08:49:37 GMT", "Sun Nov 6 08:49:37 1994",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, +6 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT",
    ])
    func `anything else is no date`(text: String) {
        #expect(HTTPDate.seconds(text) == nil)
    }

    @Test func `what is written is read back`() {
        for seconds in stride(from: -60_000_000_000, to: 250_000_000_000, by: 999_999_937) {
            #expect(HTTPDate.seconds(HTTPDate.format(seconds)) == seconds)
        }
    }
}
