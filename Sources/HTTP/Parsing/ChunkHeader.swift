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
        while index < line.count { try ChunkHeader.skipExtension(line, &index) }
    }

    /// `BWS ";" BWS token [ BWS "=" BWS ( token / quoted-string ) ]`.
    private static func skipExtension(_ line: [UInt8], _ index: inout Int) throws(Refusal) {
        skipSpace(line, &index)
        guard take(0x3B, line, &index) else { throw broken }
        skipSpace(line, &index)
        guard skipToken(line, &index) else { throw broken }
        var next = index
        skipSpace(line, &next)
        guard take(0x3D, line, &next) else { return }
        skipSpace(line, &next)
        guard try skipQuoted(line, &next) || skipToken(line, &next) else { throw broken }
        index = next
    }

    private static func skipSpace(_ line: [UInt8], _ index: inout Int) {
        while index < line.count, line[index] == 0x20 || line[index] == 0x09 { index += 1 }
    }

    private static func take(_ byte: UInt8, _ line: [UInt8], _ index: inout Int) -> Bool {
        guard index < line.count, line[index] == byte else { return false }
        index += 1
        return true
    }

    private static func skipToken(_ line: [UInt8], _ index: inout Int) -> Bool {
        let start = index
        while index < line.count, ByteSet.token.contains(line[index]) { index += 1 }
        return index > start
    }

    private static func skipQuoted(_ line: [UInt8], _ index: inout Int) throws(Refusal) -> Bool {
        guard take(0x22, line, &index) else { return false }
        while index < line.count, line[index] != 0x22 {
            if line[index] == 0x5C { index += 1 }
            guard index < line.count, line[index] >= 0x20 || line[index] == 0x09,
                line[index] != 0x7F
            else { throw broken }
            index += 1
        }
        guard take(0x22, line, &index) else { throw broken }
        return true
    }
}
