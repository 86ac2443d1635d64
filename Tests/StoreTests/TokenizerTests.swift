import Store
import Testing

struct TokenizerTests {
    private let scratch = Scratch()

    @Test(
        arguments: [
            ("São Paulo", ["sao", "paulo"], true),
            ("O'Brien & Sons (Ltd)", ["o", "brien", "sons", "ltd"], false),
            ("", [], false), ("!? ", [], false), ("ACME ", ["acme"], false),
            ("東京 3M", ["東京", "3m"], true),
            ("a\u{0}b", ["a", "b"], true), ("Ünïcödé", ["unicode"], true),
            ("\"x\" AND y*", ["x", "and", "y"], false),
        ] as [(String, [String], Bool)])
    func `text is cut into words`(_ text: String, _ words: [String], _ endsInWord: Bool) throws {
        try scratch.open().read { tx in
            let cut = try tx.connection.words(of: text)
            #expect(cut.all == words)
            #expect(cut.endsInWord == endsInWord)
        }
    }

    @Test func `a word is cut into itself`() throws {
        try scratch.open().read { tx in
            for value in UInt32(0x20)...0x2_FFFF {
                guard let scalar = Unicode.Scalar(value) else { continue }
                for word in try tx.connection.words(of: "a\(scalar)b").all {
                    #expect(try tx.connection.words(of: word).all == [word], "\(value)")
                }
            }
        }
    }
}
