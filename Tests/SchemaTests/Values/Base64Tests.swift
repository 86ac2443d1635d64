import Schema
import Testing

struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"), ("\u{3FF}\u{3FF}", "z7_Pvw"),
    ])
    func `what is encoded is decoded to the same`(plain: String, text: String) {
        #expect(Base64URL.encode(Array(plain.utf8)) == text)
        #expect(Base64URL.decode(text) == Array(plain.utf8))
        let padded =
            text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : "\($0)" }.joined()
            + String(repeating: "=", count: (4 - text.count % 4) % 4)
        #expect(Base64.decode(padded) == Array(plain.utf8))
    }

    @Test(arguments: ["Z", "Zg=", "Zg==", "Zh", "Zm9", "Zm9vZ", "Zm 9v", "Zm9v\n", "z7/Pvw", "é"])
    func `what has another form, or two, is refused`(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zh==", "Z===", "====", "z7_Pvw==", "Zg==Zg==", "Zm9v====", "=Zg=",
    ])
    func `padding is neither left out nor put elsewhere`(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
