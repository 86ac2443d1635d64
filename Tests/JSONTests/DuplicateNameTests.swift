import JSON
import Testing

@Suite struct DuplicateNameTests {
    @Test(arguments: [
        (#"{"a":1,"a":2}"#, 7), (#"{"":1,"":2}"#, 6), (#"{"a":1,"\u0061":2}"#, 7),
        (#"{"\u0061":1,"a":2}"#, 12), (#"{"\u0061":1,"\u0061":2}"#, 12), (#"{"/":1,"\/":2}"#, 7),
        (#"{"é":1,"\u00e9":2}"#, 8), (#"{"😀":1,"\ud83d\ude00":2}"#, 10),
        (#"{"a":{"a":1},"b":[{"a":1}],"a":2}"#, 27), (#"[{"x":{"k":1,"k":2}}]"#, 13),
        (#"{"a":[1,2,{"b":3}],"b":4,"c":5,"b":6}"#, 31), (#"{"12345678":1,"12345678":2}"#, 14),
        (#"{"123456789abc":1,"x":2,"123456789abc":3}"#, 24),
    ])
    func `a second equal name is refused where it stands`(text: String, offset: Int) {
        #expect(
            fault(text) == JSONError(offset: offset, reason: "a name occurs twice in one object"))
    }

    @Test(arguments: [
        #"{"a":1,"A":2}"#, #"{"a":1,"a ":2}"#, #"{"a":{"a":{"a":1}}}"#, #"[{"a":1},{"a":2}]"#,
        #"{"\u00e9":1,"e\u0301":2}"#, #"{"name\u0000x":1,"name":2}"#, #"{"a":1,"\\u0061":2}"#,
        #"{"12345678x":1,"12345678y":2}"#, #"{"x12345678":1,"y12345678":2}"#,
        #"{"12345678_a_12345678":1,"12345678_b_12345678":2}"#, #"{"":1,"\u0000":2}"#,
    ])
    func `names that differ in any byte are different`(text: String) throws {
        #expect(fault(text) == nil)
        #expect(try parse(text).count > 0)
    }

    /// The sizes lie around the one where the way of comparing changes.
    @Test(arguments: [2, 3, 8, 31, 32, 33, 34, 64, 65, 100, 500])
    func `any pair of equal names is found in an object of any size`(size: Int) {
        let names = (0..<size).map { "\"name_number_\($0)\"" }
        func text(_ names: [String]) -> String {
            "{" + names.map { $0 + ":[{\"name_number_0\":0}]" }.joined(separator: ",") + "}"
        }
        #expect(fault(text(names)) == nil)
        for (first, second) in [(0, 1), (0, size - 1), (size / 2, size - 1), (size - 2, size - 1)]
        where first < second {
            var changed = names
            changed[second] = names[first].replacing("n", with: #"\u006e"#, maxReplacements: 1)
            #expect(fault(text(changed))?.reason == "a name occurs twice in one object")
            changed[second] = names[first]
            let before = changed[..<second].reduce(1) { $0 + $1.utf8.count + 23 }
            #expect(fault(text(changed))?.offset == before)
        }
    }

    @Test func `a large object and small ones after it do not disturb one another`() {
        let large = (0..<1000).map { "\"n\($0)\":0" }.joined(separator: ",")
        let small = (0..<40).map { "\"n\($0)\":0" }.joined(separator: ",")
        #expect(fault("[{\(large)},{\(small)},{\(large)},{\"n1\":1,\"n2\":2}]") == nil)
        #expect(fault("[{\(large)},{\(small),\"n7\":1}]") != nil)
    }

    /// Comparing every pair would be forty thousand million comparisons, far beyond the limit.
    @Test(.timeLimit(.minutes(1)))
    func `hundreds of thousands of names are compared in linear time`() throws {
        for pattern in ["", "the same long beginning of every name ", #"\u0061"#] {
            var text: [UInt8] = Array("{".utf8)
            for index in 0..<280_000 {
                text += Array("\"\(pattern)\(1_000_000 + index) and the same end\":0,".utf8)
            }
            text += Array("\"last\":0}".utf8)
            #expect(try JSONDocument(text).root.count == 280_001)
        }
    }
}
