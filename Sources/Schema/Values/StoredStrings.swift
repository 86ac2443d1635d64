/// The strings of a short JSON text that stands in a column, names and values alike, in order.
///
/// Labels and external ids are read back with each save, and nearly none of them has an escape: then every quotation mark
/// begins or ends a string, and nothing has to be parsed.
enum StoredStrings {
    /// Nil when there is an escape.
    ///
    /// The text must be JSON, as `Labels` and `ExternalID` write it.
    static func read(_ text: String) -> [String]? {
        var text = text
        return text.withUTF8 { bytes in
            var strings: [String] = []
            var start: Int?
            for (index, byte) in bytes.enumerated() {
                switch byte {
                case UInt8(ascii: "\\"): return nil
                case UInt8(ascii: "\""):
                    if let begin = start {
                        let inside = UnsafeBufferPointer(rebasing: bytes[begin..<index])
                        strings.append(String(decoding: inside, as: UTF8.self))
                        start = nil
                    } else {
                        start = index + 1
                    }
                default: continue
                }
            }
            return strings
        }
    }
}
