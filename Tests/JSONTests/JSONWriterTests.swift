import JSON
import Testing

@Suite struct JSONWriterTests {
    @Test func `commas come where they belong`() {
        let result = text { json in
            json.beginObject()
            json.key("a" as StaticString)
            json.beginArray()
            json.null()
            json.bool(true)
            json.bool(false)
            json.integer(-1)
            json.string("x" as String)
            json.beginArray()
            json.endArray()
            json.beginObject()
            json.endObject()
            json.raw(Array("[0]".utf8))
            json.endArray()
            json.key("b" as String)
            json.beginObject()
            json.endObject()
            json.key(encoded: JSONWriter.encodedKey("c\""))
            json.decimal(150, places: 2, atLeast: 0)
            json.key(encoded: JSONWriter.encodedKey("d"))
            json.decimal(150, places: 2, atLeast: 2, quoted: false)
            json.endObject()
        }
        #expect(
            result
                == #"{"a":[null,true,false,-1,"x",[],{},[0]],"b":{},"c\"":"1.5","d":1.50}"#)
        #expect(fault(result) == nil)
    }

    @Test(arguments: ["{", "[", ",", ":", "}", "\\", "\"", ""])
    func `a string that ends like punctuation does not hide a comma`(string: String) throws {
        let result = text { json in
            json.beginArray()
            json.string(string)
            json.string(string)
            json.endArray()
        }
        #expect(try parse(result).elements.map(\.string) == [string, string])
    }

    @Test func `only what must be escaped is`() {
        for code in UInt32(0)..<0x100 {
            guard let scalar = Unicode.Scalar(code) else { continue }
            let digits = String(code, radix: 16)
            let expected =
                switch scalar {
                case "\"": #"\""#
                case "\\": #"\\"#
                case "\u{8}": #"\b"#
                case "\u{C}": #"\f"#
                case "\n": #"\n"#
                case "\r": #"\r"#
                case "\t": #"\t"#
                case "\0"..<" ": "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                default: String(scalar)
                }
            #expect(text { $0.string(String(scalar)) } == "\"\(expected)\"")
            #expect(text { $0.key("ab\(scalar)") } == "\"ab\(expected)\":")
        }
        #expect(text { $0.key("a\n" as StaticString) } == #""a\n":"#)
    }

    @Test func `escapes are found at every place of a text`() throws {
        for length in 0..<30 {
            for place in 0...length {
                let value =
                    String(repeating: "a", count: place) + "\n\""
                    + String(repeating: "é", count: length - place)
                #expect(try parse(text { $0.string(value) }).string == value)
            }
        }
    }

    @Test(arguments: [0, 1, -1, 9, 10, 99, 100, -100, 1_234_567, .max, .min, .max - 1] as [Int64])
    func `integers are written in full`(value: Int64) {
        #expect(text { $0.integer(value) } == String(value))
    }

    @Test(
        arguments: [
            (145_000, 4, 2, "14.50"), (0, 0, 0, "0"), (0, 4, 0, "0"), (0, 4, 2, "0.00"),
            (5, 2, 0, "0.05"),
            (-5, 2, 2, "-0.05"), (-145_000, 4, 2, "-14.50"), (145_001, 4, 2, "14.5001"),
            (100, 2, 0, "1"),
            (110, 2, 0, "1.1"), (110, 2, 1, "1.1"), (110, 2, 2, "1.10"), (7, 0, 0, "7"),
            (7, 0, 2, "7.00"),
            (75, 1, 3, "7.500"), (1_000_000, 6, 0, "1"), (1, 8, 0, "0.00000001"),
            (100, 0, 0, "100"), (99_999_999, 0, 0, "99999999"), (100_000_000, 0, 0, "100000000"),
            (1_000_000_000_000_000, 0, 0, "1000000000000000"), (123_456_789, 6, 2, "123.456789"),
            (.max, 8, 0, "92233720368.54775807"), (.min, 8, 0, "-92233720368.54775808"),
            (.max, 6, 2, "9223372036854.775807"), (.min, 4, 2, "-922337203685477.5808"),
            (.min, 0, 0, "-9223372036854775808"), (.min, 2, 2, "-92233720368547758.08"),
            (-100, 2, 0, "-1"),
        ] as [(Int64, Int, Int, String)])
    func `decimals are exact`(value: Int64, places: Int, minimum: Int, expected: String) {
        #expect(text { $0.decimal(value, places: places, atLeast: minimum) } == "\"\(expected)\"")
        #expect(
            text { $0.decimal(value, places: places, atLeast: minimum, quoted: false) } == expected)
        #expect(DecimalText.text(value, places: places, atLeast: minimum) == expected)
    }

    @Test func `what was half written can be taken back`() {
        let result = text { json in
            json.beginObject()
            json.key("a")
            json.integer(1)
            let mark = json.count
            json.key("b")
            json.beginArray()
            json.truncate(to: mark)
            json.key("c")
            json.integer(2)
            json.endObject()
        }
        #expect(result == #"{"a":1,"c":2}"#)
        #expect(
            text { json in
                json.string("gone")
                json.truncate(to: 0)
                json.null()
            } == "null")
    }

    @Test func `the bytes can be looked at on the way`() {
        var json = JSONWriter()
        json.beginArray()
        #expect(json.count == 1)
        #expect(json.bytes == Array("[".utf8))
        json.endArray()
        #expect(json.finish() == Array("[]".utf8))
    }
}
