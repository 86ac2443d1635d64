import JSON
import Testing

@Suite struct NumberGrammarTests {
    /// Every path through the diagram of a number.
    static let valid: [String] = ["", "-"].flatMap { sign in
        ["0", "1", "9", "10", "1234567890"].flatMap { whole in
            ["", ".0", ".5", ".10", ".0123456789"].flatMap { fraction in
                ["", "e0", "E0", "e1", "e+1", "e-1", "E+10", "E-00", "e0012"].map { exponent in
                    sign + whole + fraction + exponent
                }
            }
        }
    }

    @Test func `every form of a number is taken and kept as it was written`() throws {
        for literal in Self.valid {
            #expect(try parse(literal).number?.literal == literal)
            #expect(
                try parse("[\(literal)]").elements.first { _ in true }?.number?.literal == literal)
            #expect(try written(parse("{\"n\": \(literal) }")) == Array("{\"n\":\(literal)}".utf8))
        }
    }

    @Test(arguments: [
        ("01", 0), ("-01", 1), ("00", 0), ("-", 1), ("--1", 1), ("+1", 0), (".5", 0), ("-.5", 1),
        ("5.", 2), ("5.e1", 2), ("1e", 2), ("1e+", 3), ("1E-", 3), ("1e5e5", 3), ("1e1.5", 3),
        ("1.2.3", 3), ("0x10", 1), ("0b1", 1), ("1_000", 1), ("1,000", 1), ("1/2", 1), ("1a", 1),
        ("e5", 0), ("-e5", 1), ("1e ", 2), ("- 1", 1), ("1 .5", 2), ("١", 0), ("１", 0), ("−1", 0),
        ("-Infinity", 1), ("-NaN", 1), ("1:", 1), ("1\0", 1),
    ])
    func `what is no number is refused at its first wrong byte`(text: String, offset: Int) {
        #expect(fault(text)?.offset == offset)
    }

    @Test func `numbers of any length are kept`() throws {
        let digits = String(repeating: "7", count: 100_000)
        for literal in [digits, "0." + digits, "1e" + digits, "-1E-" + digits] {
            let number = try #require(try parse(literal).number)
            #expect(number.literal == literal)
            #expect(number.scaled(places: 0) == nil)
        }
    }
}
