import JSON
import Testing

@Suite struct StringTests {
    @Test(arguments: [
        ("", ""), ("abc", "abc"), (#"\""#, "\""), (#"\\"#, "\\"), (#"\/"#, "/"), (#"\b"#, "\u{8}"),
        (#"\f"#, "\u{C}"), (#"\n"#, "\n"), (#"\r"#, "\r"), (#"\t"#, "\t"), (#"\u0041"#, "A"),
        (#"\u0000"#, "\0"), (#"\u001f"#, "\u{1F}"), (#"\u00e9\u00E9"#, "éé"), (#"\u20AC"#, "€"),
        (#"\uFFFF"#, "\u{FFFF}"), (#"\ufeff"#, "\u{FEFF}"), (#"\uD7FF"#, "\u{D7FF}"),
        (#"\uE000"#, "\u{E000}"), (#"\ud800\udc00"#, "\u{10000}"), (#"\uDBFF\uDFFF"#, "\u{10FFFF}"),
        (#"\uD83D\uDe00"#, "😀"), (#"a\u0062c\n\\n"#, "abc\n\\n"), ("\u{7F}", "\u{7F}"),
        ("a/b é € 😀 \u{10FFFF} \u{FEFF}", "a/b é € 😀 \u{10FFFF} \u{FEFF}"),
        (#"12345678\"12345678"#, "12345678\"12345678"), (#"😀\ud83d\ude00😀"#, "😀😀😀"),
    ])
    func `a string is what its escapes stand for`(raw: String, value: String) throws {
        let node = try parse("\"\(raw)\"")
        #expect(node.kind == .string)
        #expect(node.string.map { Array($0.utf8) } == Array(value.utf8))
        #expect(node.withText { Array($0) } == Array(value.utf8))
        #expect(try parse("{\"\(raw)\":1}")[value]?.integer == 1)
    }

    @Test(arguments: [
        (#"\x41"#, 1), (#"\a"#, 1), (#"\e"#, 1), (#"\0"#, 1), (#"\'"#, 1), (#"\ "#, 1),
        (#"\U0041"#, 1),
        (#"\u{41}"#, 1), (#"\u"#, 1), (#"\u0"#, 1), (#"\u004"#, 1), (#"\u004g"#, 1),
        (#"\u 041"#, 1),
        (#"\u-041"#, 1), (#"\u+041"#, 1), (#"\u00４1"#, 1), (#"ab\q"#, 3), ("\\\n", 1), ("\\é", 1),
        (#"\udc00"#, 1), (#"\uDFFF"#, 1), (#"\ud800"#, 1), (#"\uDBFF"#, 1), (#"\ud800x"#, 1),
        (#"\ud83d\n"#, 1), (#"\ud83d\u0041"#, 1), (#"\ud83d\ud83d\ude00"#, 1),
        (#"\ude00\ud83d"#, 1),
        (#"\ud83d\uDBFF"#, 1), (#"\ud83d\uE000"#, 1), (#"\ud83d\\ude00"#, 1), (#"\ud83dude00"#, 1),
        (#"ok\ud83d\u12"#, 9), (#"\ud83d \ude00"#, 1),
    ])
    func `a broken escape or a lone surrogate is refused at its backslash`(raw: String, offset: Int)
    {
        #expect(fault("\"\(raw)\"")?.offset == offset)
        #expect(fault("[\"\(raw)\"]")?.offset == offset + 1)
        #expect(fault("{\"\(raw)\":1}")?.offset == offset + 1)
    }

    @Test func `every control character must be escaped`() {
        for code in UInt8(0)..<0x20 {
            for padding in [0, 1, 7, 8, 9] {
                let bytes = Array("\"".utf8) + Array(repeating: 0x61, count: padding) + [code]
                let error = fault(bytes + Array("bbbbbbbbbb\"".utf8))
                #expect(error?.offset == 1 + padding)
                #expect(error?.reason == "a control character in a string must be escaped")
            }
        }
    }

    @Test func `an unfinished string ends with the text`() {
        for text in [
            "\"", "\"a", #""\"#, #""\""#, #""\u"#, #""\u00"#, #""\ud83d"#, #""\ud83d\"#,
            #""\ud83d\u"#,
        ] {
            #expect(fault(text)?.offset == text.utf8.count, "\(text)")
        }
    }

    @Test func `strings stop at the right byte whatever their length`() throws {
        for length in 0..<40 {
            let plain = String(repeating: "a", count: length)
            for tail in ["", "\\n", "é", "\\u00e9z", "😀"] {
                let nodes = Array(try parse("[\"\(plain)\(tail)\",7]").elements)
                #expect(nodes.count == 2)
                #expect(nodes.last?.integer == 7)
                #expect(nodes.first?.withText { $0.count } ?? 0 >= length)
            }
        }
    }
}
