import Schema
import Store
import Testing

struct CursorTests {
    private static func cells(_ random: inout Seeded) -> [Cell] {
        (0..<Int.random(in: 0...5, using: &random)).map { _ in
            switch Int.random(in: 0..<4, using: &random) {
            case 0: .null
            case 1: .integer(Int64(bitPattern: random.next()))
            case 2:
                .text(
                    ["", "é", "a\u{0}b", "🧀 cheese", String(repeating: "x", count: 300)]
                        .randomElement(using: &random) ?? "")
            default: .uuid(random.next(), random.next())
            }
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `what goes in comes out`(_ seed: UInt64) {
        var random = Seeded(seed)
        for _ in 0..<500 {
            let cells = Self.cells(&random)
            let mark = random.next()
            let text = Cursor.encode(cells, fingerprint: mark)
            #expect(Cursor.decode(text, fingerprint: mark, count: cells.count) == cells)
            #expect(Cursor.decode(text, fingerprint: mark &+ 1, count: cells.count) == nil)
            #expect(Cursor.decode(text, fingerprint: mark, count: cells.count + 1) == nil)
            #expect(text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
        }
    }

    @Test(arguments: [4, 5, 6] as [UInt64])
    func `every truncation is nil, and a mutation is nil or other cells`(_ seed: UInt64) {
        var random = Seeded(seed)
        for _ in 0..<40 {
            let cells = Self.cells(&random)
            let mark = random.next()
            let text = Array(Cursor.encode(cells, fingerprint: mark).utf8)
            for length in text.indices {
                let cut = String(decoding: text[..<length], as: UTF8.self)
                #expect(
                    Cursor.decode(cut, fingerprint: mark, count: cells.count) == nil
                        || cells.isEmpty)
            }
            for index in text.indices {
                var mutated = text
                mutated[index] = UInt8.random(in: 0x21...0x7E, using: &random)
                guard mutated != text else { continue }
                let other = String(decoding: mutated, as: UTF8.self)
                // The last character has bits that say nothing; a difference only there reads the same.
                let back = Cursor.decode(other, fingerprint: mark, count: cells.count)
                #expect(back == nil || back != cells || index == text.count - 1)
            }
        }
    }

    @Test func `text that is no cursor is nil`() {
        for text in ["", "x", "====", "not base64!", String(repeating: "A", count: 9_000), "é"] {
            #expect(Cursor.decode(text, fingerprint: 0, count: 1) == nil)
        }
        // A text that claims more bytes than there are.
        let claim = Base64URL.encode(
            Array(repeating: 0, count: 8) + [2] + Array(repeating: 255, count: 8))
        #expect(Cursor.decode(claim, fingerprint: 0, count: 1) == nil)
    }

    @Test func `base64url follows its standard`() {
        // RFC 4648 section 10, with the alphabet of section 5 and no padding.
        for (plain, coded) in [
            ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ] {
            #expect(Base64URL.encode(Array(plain.utf8)) == coded)
            #expect(Base64URL.decode(coded) == Array(plain.utf8))
        }
        #expect(Base64URL.encode([0xFB, 0xFF]) == "-_8")
    }

    @Test func `other filters have another fingerprint`() {
        let marks = [
            Cursor.fingerprint(["a", "b"], []), Cursor.fingerprint(["ab"], []),
            Cursor.fingerprint(["a", "b"], [.null]), Cursor.fingerprint(["a", "b"], [.integer(1)]),
            Cursor.fingerprint(["a", "b"], [.text("1")]), Cursor.fingerprint(["b", "a"], []),
        ]
        #expect(Set(marks).count == marks.count)
    }
}
