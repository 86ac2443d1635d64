import Testing

@testable import Schema

@Suite struct EmailTests {
    @Test(arguments: [
        ("ana@example.com", "ana@example.com"),
        ("  Ana.Lopez@Example.COM\n", "ana.lopez@example.com"),
        ("o'brien+crm@example.co.uk", "o'brien+crm@example.co.uk"), ("a@b.c", "a@b.c"),
        ("root@localhost", "root@localhost"),
        ("x_1-2=3/4?5@a-b.example", "x_1-2=3/4?5@a-b.example"),
        ("info@MÜLLER.de", "info@müller.de"), ("用户@例子.广告", "用户@例子.广告"),
        ("a@xn--mller-kva.de", "a@xn--mller-kva.de"),
        ("{curly}@example.com", "{curly}@example.com"),
    ])
    func `an address is trimmed and lower-cased`(input: String, address: String) {
        #expect(Email.normalized(input) == address)
        #expect(Email.normalized(address) == address)
    }

    @Test(arguments: [
        "", "@", "a", "a@", "@example.com", "a@b", "a@@example.com", "a@b@example.com",
        ".a@example.com", "a.@example.com", "a..b@example.com", "a b@example.com",
        "\"a b\"@example.com", "a@example..com", "a@.example.com", "a@example.com.",
        "a@-example.com", "a@example-.com", "a@exa_mple.com", "a@[192.0.2.1]", "a@192.0.2.1",
        "Ana <ana@example.com>", "mailto:ana@example.com", "a,b@example.com", "a@example.com\u{0}",
        "a\r\nb@example.com", "a@example.com b@example.com", "a@exam\u{202E}ple.com", "a@😀.com",
        String(repeating: "a", count: 65) + "@example.com",
        "a@" + String(repeating: "a", count: 64) + ".com",
        "a@" + String(repeating: "a.", count: 130) + "com",
    ])
    func `anything else is no address`(input: String) {
        #expect(Email.normalized(input) == nil)
    }

    /// Plain addresses are told by their bytes; whatever that finds, the thorough way finds too.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `the short way says what the thorough way says`(seed: UInt64) {
        var random = ValuesRandom(seed: seed)
        let parts = ["a", "Z", "9", "07", "-", "_", "+", ".", ".", "@", "é", "!", "x1", "co", "m"]
        for _ in 0..<2_000 {
            var text = ""
            for _ in 0..<Int.random(in: 1...9, using: &random) {
                text += parts.randomElement(using: &random) ?? ""
            }
            if !text.contains("@") { text += "@a.b" }
            #expect(Email.normalized(text) == Email.examined(text), "\(text)")
        }
        for length in [62, 63, 64, 65, 253, 254, 255] {
            let long = String(repeating: "a", count: length)
            for text in ["\(long)@a.b", "a@\(long).b", "a@b.\(long)", "\(long.dropLast(6))@a.com"] {
                #expect(Email.normalized(text) == Email.examined(text), "\(text)")
            }
        }
    }

    @Test func `the longest parts are accepted`() {
        let local = String(repeating: "a", count: 64)
        let label = String(repeating: "b", count: 63)
        #expect(Email.normalized("\(local)@\(label).com") == "\(local)@\(label).com")
    }
}
