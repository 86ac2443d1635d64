/// `chunk-size [ chunk-ext ]` of RFC 9112 section 7.1, without its CRLF.
struct ChunkHeader {
    private static let broken = Refusal.malformed("A chunk size is not valid.")

    let size: Int
    /// Bytes of the size itself.
    let digits: Int

    /// Reads a line; at most 16 digits, leading zeros included.
    init(_ line: [UInt8]) throws(Refusal) {
        var size: UInt64 = 0
        var index = 0
        while index < line.count, let digit = hexadecimal(line[index]) {
            guard index < 16 else { throw ChunkHeader.broken }
            size = size << 4 | UInt64(digit)
            index += 1
        }
        guard index > 0 else { throw ChunkHeader.broken }
        digits = index
        guard let exact = Int(exactly: size) else { throw ChunkHeader.broken }
        self.size = exact
        let isWhole = line.withUnsafeBufferPointer { bytes in
            var scanner = FieldScanner(UnsafeBufferPointer(rebasing: bytes[index...]))
            while !scanner.isAtEnd { guard Self.skipExtension(&scanner) else { return false } }
            return true
        }
        guard isWhole else { throw ChunkHeader.broken }
    }

    /// `BWS ";" BWS token [ BWS "=" BWS ( token / quoted-string ) ]`.
    private static func skipExtension(_ scanner: inout FieldScanner) -> Bool {
        scanner.skipSpace()
        guard scanner.take(0x3B) else { return false }
        scanner.skipSpace()
        guard scanner.token() != nil else { return false }
        var value = scanner
        value.skipSpace()
        guard value.take(0x3D) else { return true }
        value.skipSpace()
        scanner = value
        return scanner.token() != nil || scanner.quotedString() != nil
    }
}
