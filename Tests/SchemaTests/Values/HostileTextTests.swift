import Testing

@testable import Schema

@Suite struct HostileTextTests {
    /// Pieces that parsers look for, and pieces that break them.
    static let pieces = [
        "0", "1", "9", "-", "+", ":", ".", "T", "Z", "/", "@", "(", ")", "(0)", "00", " ", "%", "[",
        "]",
        "a", "x", "ä", "İ", "ß", "\u{301}", "\u{0}", "\u{200D}", "\u{202E}", "\u{FEFF}", "👩‍👩‍👧",
        "\r\n",
        "http://", "2026-11-22", "10:15:30", "de", "Latn", "localhost", "Europe", "EUR",
        "019ab0c1-2d3e-7f40-8123-456789abcdef",
    ]

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `no text traps a parser, and what passes is stable`(seed: UInt64) {
        var random = ValuesRandom(seed: seed)
        for _ in 0..<5_000 {
            let count = Int(random.next() % 12)
            let text = (0..<count).map { _ in
                Self.pieces[Int(random.next() % UInt64(Self.pieces.count))]
            }.joined()
            _ = (Day(text), Instant(text), RecordID(text), Currency(text), TimeZone.named(text))
            _ = (Countries.contains(text), WebAddress.isValid(text))
            let email = Email.normalized(text)
            #expect(email == nil || Email.normalized(email ?? "") == email, "\(seed)")
            let tag = LanguageTag.canonical(text)
            #expect(tag == nil || LanguageTag.canonical(tag ?? "") == tag, "\(seed)")
            let phone = Phone.normalized(text, country: "DE")
            #expect(phone?.utf8.count ?? 5 >= 5, "\(seed)")
        }
    }
}
