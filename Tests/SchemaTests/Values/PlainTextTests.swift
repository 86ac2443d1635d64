import Testing

@testable import Schema

struct PlainTextTests {
    @Test(arguments: [
        ("", ""), (" ", ""), ("\t\r\n", ""), ("Ana", "Ana"), (" Ana Silva ", "Ana Silva"),
        ("\u{A0}x\u{3000}", "x"), ("a\n", "a"), ("\u{2028}é ", "é"), (" \u{1F600} ", "\u{1F600}"),
        ("e\u{301} ", "e\u{301}"),
    ])
    func `white space goes at the ends only`(given: String, kept: String) {
        #expect(Array(PlainText.trimmed(given).utf8) == Array(kept.utf8))
    }

    @Test(arguments: [
        "\u{0}", "\u{7}", "\u{1B}", "\u{7F}", "\u{80}", "\u{85}", "\u{9F}",
    ])
    func `controls are no text`(_ control: String) {
        #expect(PlainText.hasControls("a\(control)b", multiline: true))
        #expect(PlainText.hasControls("a\(control)b", multiline: false))
    }

    @Test(arguments: ["\t", "\n", "\r\n", "\u{2028}", "\u{2029}"])
    func `layout belongs to several lines`(_ layout: String) {
        #expect(!PlainText.hasControls("a\(layout)b", multiline: true))
        #expect(PlainText.hasControls("a\(layout)b", multiline: false))
    }

    @Test func `letters of any script are text`() {
        #expect(!PlainText.hasControls("Ç é 中 \u{A0} \u{1F600} ~", multiline: false))
    }
}
