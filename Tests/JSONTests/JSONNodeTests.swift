import JSON
import Testing

@Suite struct JSONNodeTests {
    @Test func `each kind answers its own accessor and no other`() throws {
        let nodes = Array(try parse(#"[null,true,false,12,"12",[1,2],{"a":1}]"#).elements)
        let kinds: [JSONNode.Kind] = [.null, .bool, .bool, .number, .string, .array, .object]
        #expect(nodes.map(\.kind) == kinds)
        #expect(nodes.map(\.isNull) == [true, false, false, false, false, false, false])
        #expect(nodes.map(\.bool) == [nil, true, false, nil, nil, nil, nil])
        #expect(nodes.map(\.string) == [nil, nil, nil, nil, "12", nil, nil])
        #expect(nodes.map(\.integer) == [nil, nil, nil, 12, nil, nil, nil])
        #expect(nodes.map { $0.number?.literal } == [nil, nil, nil, "12", nil, nil, nil])
        #expect(nodes.map(\.count) == [0, 0, 0, 0, 0, 2, 1])
        #expect(nodes.map { Array($0.elements).count } == [0, 0, 0, 0, 0, 2, 0])
        #expect(nodes.map { Array($0.members).count } == [0, 0, 0, 0, 0, 0, 1])
        #expect(nodes.map { $0["a"]?.integer } == [nil, nil, nil, nil, nil, nil, 1])
        #expect(nodes.map { $0.withText { $0.count } } == [nil, nil, nil, nil, 2, nil, nil])
    }

    @Test func `members come in the order of the text with names unescaped`() throws {
        let node = try parse(#"{"z":1,"a":[{"x":1},2],"\u0062":{"c":{}},"é":"\n"}"#)
        #expect(node.members.map(\.name) == ["z", "a", "b", "é"])
        #expect(node.members.map(\.value.kind) == [.number, .array, .object, .string])
        #expect(node.members.underestimatedCount == 4)
        var names: [String] = []
        node.forEachMember { name, value in
            names.append(String(decoding: name, as: UTF8.self) + "@\(value.offset)")
        }
        #expect(names == ["z@5", "a@11", "b@32", "é@46"])
    }

    @Test func `a member is found by its name`() throws {
        let node = try parse(
            #"{"a":{"a":1,"b":2},"b":[{"c":3}],"\u0063\/":4,"":5,"long_name_12345":6}"#)
        #expect(node["a"]?["b"]?.integer == 2)
        #expect(node["b"]?.kind == .array)
        #expect(node["c/"]?.integer == 4)
        #expect(node[""]?.integer == 5)
        #expect(node["long_name_12345"]?.integer == 6)
        #expect(node["long_name_12346"] == nil)
        #expect(node["c"] == nil)
        #expect(node["A"] == nil)
    }

    @Test func `the offset is the first byte of the value`() throws {
        let node = try parse("  { \"a\" : [ 1 ,\n\"x\" , {} ] }")
        #expect(node.offset == 2)
        #expect(node["a"]?.offset == 10)
        #expect(node["a"]?.elements.map(\.offset) == [12, 16, 22])
    }

    @Test func `a node keeps its document alive`() throws {
        func inner() throws -> JSONNode? { try parse(#"{"a":["kept"]}"#)["a"] }
        #expect(try inner()?.elements.map(\.string) == ["kept"])
    }

    @Test func `an error thrown inside a body comes out`() throws {
        struct Refusal: Error {}
        let node = try parse(#"["plain","esc\n"]"#)
        for element in node.elements {
            #expect(throws: Refusal.self) { try element.withText { _ in throw Refusal() } }
        }
    }

    @Test(arguments: [
        (#" { "b" : [ 1.50 , -0 , 1e400 ] , "a" : { } } "#, #"{"b":[1.50,-0,1e400],"a":{}}"#),
        ("[\n[ ],[[ ]] , {\"a\":{\"b\":[{ }]}}\t]", #"[[],[[]],{"a":{"b":[{}]}}]"#),
        (#""\u0041\/\u00e9\ud83d\ude00\u001F\b""#, #""A/é😀\u001f\b""#),
        (#"{"\u0061\n":null}"#, #"{"a\n":null}"#), ("  true ", "true"), ("12", "12"),
    ])
    func `a value is written again compactly`(text: String, compact: String) throws {
        #expect(try String(decoding: written(parse(text)), as: UTF8.self) == compact)
    }

    @Test func `a part of a document is written alone, behind what was there`() throws {
        let node = try parse(#"{"a":[1,{"b":2}],"c":"x"}"#)
        let result = text { json in
            json.beginObject()
            for (name, value) in node.members {
                json.key(name)
                value.write(to: &json)
            }
            json.key("d")
            node["a"]?.write(to: &json)
            json.endObject()
        }
        #expect(result == #"{"a":[1,{"b":2}],"c":"x","d":[1,{"b":2}]}"#)
    }
}
