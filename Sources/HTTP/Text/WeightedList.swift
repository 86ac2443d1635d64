/// Lists of alternatives with weights, as `Accept` and `Accept-Encoding` have them
/// (RFC 9110 sections 5.6.1 and 12.4.2).
enum WeightedList {
    /// Calls the body with the name of each element, `type/subtype` or a token, and its weight from
    /// 0 to 1000.
    ///
    /// Other parameters than `q` are passed over. An element that breaks the grammar counts as not
    /// there: preferences are worth less than an answer.
    static func read(
        _ list: UnsafeBufferPointer<UInt8>,
        _ body: (_ name: UnsafeBufferPointer<UInt8>, _ weight: Int) -> Void
    ) {
        var scanner = FieldScanner(list)
        while true {
            scanner.skipSpace()
            if scanner.isAtEnd { return }
            let start = scanner
            if let name = name(&scanner), let weight = weight(&scanner) { body(name, weight) }
            scanner = start
            scanner.skipElement()
        }
    }

    private static func name(_ scanner: inout FieldScanner) -> UnsafeBufferPointer<UInt8>? {
        scanner.take { ByteSet.token.contains($0) || $0 == 0x2F }
    }

    /// The weight behind a name, 1000 when there is none; nil when what follows is no list of
    /// parameters up to the end of the element.
    private static func weight(_ scanner: inout FieldScanner) -> Int? {
        var weight = 1000
        while true {
            scanner.skipSpace()
            if scanner.isAtEnd || scanner.take(0x2C) { return weight }
            guard scanner.take(0x3B) else { return nil }
            scanner.skipSpace()
            // Empty parameters are allowed (section 5.6.6).
            guard let name = scanner.token() else { continue }
            guard scanner.take(0x3D) else { return nil }
            if name.count == 1, FieldBytes.lower(name[0]) == 0x71 {
                guard let value = scanner.token().flatMap(thousandths) else { return nil }
                weight = value
            } else if scanner.token() == nil {
                guard scanner.quotedString() != nil else { return nil }
            }
        }
    }

    /// `( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )`.
    private static func thousandths(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let first = text.first, first == 0x30 || first == 0x31, text.count <= 5,
            text.count < 2 || text[1] == 0x2E
        else { return nil }
        var value = Int(first - 0x30)
        for place in 2..<5 {
            let digit = place < text.count ? text[place] &- 0x30 : 0
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value <= 1000 ? value : nil
    }
}
