import API
import JSON
import Schema
import Testing

struct YAMLTests {
    static let scalars: [(text: String, yaml: String)] = [
        ("plain", "plain"), ("two words", "two words"), ("/v1/parties/{id}", "/v1/parties/{id}"),
        ("$ref", "$ref"), ("a: b", "\"a: b\""), ("a:", "\"a:\""), ("a:b", "a:b"),
        ("a #b", "\"a #b\""), ("a#b", "a#b"), ("", "\"\""), (" a", "\" a\""), ("a ", "\"a \""),
        ("yes", "\"yes\""), ("No", "\"No\""), ("ON", "\"ON\""), ("n", "\"n\""), ("Y", "\"Y\""),
        ("null", "\"null\""), ("Null", "\"Null\""), ("~", "\"~\""), ("true", "\"true\""),
        ("FALSE", "\"FALSE\""), ("nan", "\"nan\""), (".inf", "\".inf\""),
        ("yesterday", "yesterday"),
        ("1", "\"1\""), ("-1.5", "\"-1.5\""), ("1e3", "\"1e3\""), ("0x1F", "\"0x1F\""),
        ("0o17", "\"0o17\""), ("12:30:45", "\"12:30:45\""), ("1_000", "\"1_000\""),
        ("2026-11-22", "\"2026-11-22\""), ("2026-11-22T10:15:30Z", "\"2026-11-22T10:15:30Z\""),
        ("- a", "\"- a\""), ("? a", "\"? a\""), ("[a", "\"[a\""), ("{a", "\"{a\""),
        ("&a", "\"&a\""),
        ("*a", "\"*a\""), ("!a", "\"!a\""), ("|", "\"|\""), (">", "\">\""), ("'a'", "\"'a'\""),
        ("%a", "\"%a\""), ("@a", "\"@a\""), ("`a`", "\"`a`\""), ("---", "\"---\""),
        ("...", "\"...\""), ("=", "\"=\""), ("<<", "\"<<\""), (",", "\",\""), ("#", "\"#\""),
        ("say \"hi\"", "say \"hi\""), ("\"hi\"", "\"\\\"hi\\\"\""), ("a\\b", "a\\b"),
        ("\\b", "\"\\\\b\""), ("a\nb", "\"a\\nb\""), ("a\tb", "\"a\\tb\""), ("a\rb", "\"a\\rb\""),
        ("\u{0}", "\"\\u0000\""), ("\u{1B}[0m", "\"\\u001B[0m\""), ("\u{7F}", "\"\\u007F\""),
        ("\u{85}", "\"\\u0085\""), ("\u{2028}", "\"\\u2028\""), ("\u{FEFF}", "\"\\uFEFF\""),
        ("\u{FFFF}", "\"\\uFFFF\""), ("São Tomé", "\"São Tomé\""), ("😀", "\"😀\""),
        ("e\u{301}", "\"e\u{301}\""), ("12,50 €", "\"12,50 €\""),
    ]

    @Test(arguments: scalars)
    func `a string is plain only where nobody can read it as anything else`(
        text: String, yaml: String
    ) {
        #expect(encode(["key": .text(text)]) == "key: \(yaml)\n")
        #expect(encode(.object([(text, .integer(1))])) == "\(yaml): 1\n")
    }

    @Test func `containers are blocks and empty ones stand on the line`() {
        let tree: Value = [
            "empty": [:], "none": [], "nothing": .null, "yes": true,
            "list": [1, "a", [2, [3]], ["b": ["c": []], "d": -4], [:]],
        ]
        let expected = """
            empty: {}
            none: []
            nothing: null
            "yes": true
            list:
              - 1
              - a
              -
                - 2
                -
                  - 3
              - b:
                  c: []
                d: -4
              - {}

            """
        #expect(encode(tree) == expected)
        #expect(encode([:]) == "{}\n")
        #expect(encode(["a"]) == "- a\n")
    }

    @Test func `every kind of value is written as its JSON says`() throws {
        let day = try #require(Day("2026-11-22"))
        let euro = try #require(Currency("EUR"))
        let tree: Value = [
            "money": .money(Money(tenThousandths: 125_000), euro),
            "quantity": .decimal(Decimal(millionths: 2_500_000)), "day": .day(day),
            "raw": .encoded(Array("{\"a\":[1.50,\"x: y\"]}".utf8)),
        ]
        let expected = """
            money: "12.50"
            quantity: "2.5"
            day: "2026-11-22"
            raw:
              a:
                - 1.50
                - "x: y"

            """
        #expect(encode(tree) == expected)
    }

    private func encode(_ value: Value) -> String {
        String(decoding: YAML.encode(value), as: UTF8.self)
    }
}
