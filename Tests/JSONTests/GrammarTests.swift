import JSON
import Testing

@Suite struct GrammarTests {
    @Test(arguments: [
        "null", "true", "false", "0", "\"\"", "[]", "{}", " [ ] ", "\t{\n}\r\n", "[[],{}]",
        "[1,2,3]", "[ 1 , 2 ]", "{\"a\":1}", "{ \"a\" : 1 , \"b\" : [ ] }", "{\"\":null}",
        "{\"a\":{\"a\":{\"a\":1}}}", "[{\"a\":1},{\"a\":1}]", "{\"a\":1,\"A\":2}",
    ])
    func `a text within the grammar is taken`(text: String) {
        #expect(fault(text) == nil)
    }

    @Test(arguments: [
        ("", 0), (" ", 1), ("[", 1), ("{", 1), ("]", 0), ("}", 0), (",", 0), (":", 0), ("[1", 2),
        ("[1,", 3), ("[1,]", 3), ("[,1]", 1), ("[1,,2]", 3), ("[1 2]", 3), ("[1}", 2), ("[]]", 2),
        ("{]", 1), ("{\"a\"}", 4), ("{\"a\":}", 5), ("{\"a\":1", 6), ("{\"a\":1,}", 7),
        ("{,\"a\":1}", 1), ("{\"a\" 1}", 5), ("{\"a\"::1}", 5), ("{\"a\":1]", 6), ("{a:1}", 1),
        ("{'a':1}", 1), ("{1:1}", 1), ("{[]:1}", 1), ("{null:1}", 1), ("{\"a\":1}}", 7),
        ("{\"a\":1 \"b\":2}", 7), ("{\"a\"", 4), ("{\"a\":", 5), ("1 2", 2), ("null null", 5),
        ("[1]//", 3), ("/*x*/1", 0), ("[1]\0", 3), ("\u{A0}1", 0), ("[\u{B}1]", 1), ("(1)", 0),
        ("{\"a\":1}\n{\"a\":2}", 8),
    ])
    func `a text outside the grammar is refused at its first wrong byte`(text: String, offset: Int)
    {
        #expect(fault(text)?.offset == offset)
    }

    @Test(arguments: [
        ("TRUE", 0), ("True", 0), ("tru", 3), ("trux", 0), ("truee", 4), ("nul", 3), ("nulL", 0),
        ("nil", 0), ("fals", 4), ("falsE", 0), ("[tru]", 1), ("NaN", 0), ("Infinity", 0),
        ("undefined", 0), ("truefalse", 4), ("n", 1), ("\u{FEFF}null", 0),
    ])
    func `only the three literals are known`(text: String, offset: Int) {
        #expect(fault(text)?.offset == offset)
    }

    @Test func `reasons are sentences in lower case without a full stop`() {
        let texts = [
            "", "[1", "{\"a\":1,}", "{\"a\" 1}", "[1 2]", "{\"a\":1]", "1 2", "?", "\"\u{1}\"",
            "01",
            "-", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\u{FEFF}1", "{\"a\":1,\"a\":2}", "tru",
            "\"",
        ]
        for text in texts {
            let reason = fault(text)?.reason ?? ""
            #expect(reason.first?.isLowercase == true, "\(text): \(reason)")
            #expect(reason.last != ".")
        }
        #expect(
            fault("{\"a\":1,\"a\":2}")
                == JSONError(offset: 7, reason: "a name occurs twice in one object"))
        #expect(fault("[1")?.reason == "the text ends inside an array")
        #expect(fault("\u{FEFF}1")?.reason == "the text begins with a byte order mark")
    }

    @Test func `nesting is taken to the limit and refused beyond`() {
        for depth in [1, 2, 64] {
            let arrays = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            #expect(fault(Array(arrays.utf8), maximumDepth: depth) == nil)
            let deeper = fault(Array("[\(arrays)]".utf8), maximumDepth: depth)
            #expect(deeper?.offset == depth)
            #expect(deeper?.reason == "the nesting is deeper than \(depth)")
        }
        let objects =
            String(repeating: "{\"a\":", count: 65) + "1" + String(repeating: "}", count: 65)
        #expect(fault(objects)?.offset == 64 * 5)
        #expect(fault(Array("[]".utf8), maximumDepth: 0)?.offset == 0)
        #expect(fault(Array("1".utf8), maximumDepth: 0) == nil)
    }

    @Test func `siblings do not add to the depth`() {
        let text = "[" + Array(repeating: "[{}]", count: 200).joined(separator: ",") + "]"
        #expect(fault(Array(text.utf8), maximumDepth: 3) == nil)
    }

    @Test func `any depth is read and written without recursion`() throws {
        let depth = 200_000
        let bytes =
            Array(repeating: UInt8(ascii: "["), count: depth)
            + Array(repeating: UInt8(ascii: "]"), count: depth)
        #expect(fault(bytes)?.offset == 64)
        #expect(try written(JSONDocument(bytes, maximumDepth: depth).root) == bytes)
    }
}
