/// One field line without its CRLF, split at its colon (RFC 9112 section 5).
struct FieldLine {
    var nameCount: Int
    /// Offset of the value in the line, white space left out.
    var value: Int
    var valueCount: Int

    /// Splits and checks a line: a token, a colon at once, and a value without control bytes.
    @inline(__always)
    init(_ line: UnsafePointer<UInt8>, _ count: Int) throws(Refusal) {
        var name = 0
        while name < count, ByteSet.token.contains(line[name]) { name += 1 }
        guard name < count, line[name] == 0x3A, name > 0 else {
            throw FieldLine.broken(line, count, at: name)
        }
        var start = name + 1
        var end = count
        while start < end, line[start] == 0x20 || line[start] == 0x09 { start += 1 }
        while end > start, line[end - 1] == 0x20 || line[end - 1] == 0x09 { end -= 1 }
        guard FieldBytes.isValue(line + start, end - start) else {
            throw .malformed("A header field has a control character.")
        }
        nameCount = name
        value = start
        valueCount = end - start
    }

    /// A line whose parts are known.
    init(nameCount: Int, value: Int, valueCount: Int) {
        self.nameCount = nameCount
        self.value = value
        self.valueCount = valueCount
    }

    private static func broken(
        _ line: UnsafePointer<UInt8>, _ count: Int, at index: Int
    ) -> Refusal {
        let space = index < count && (line[index] == 0x20 || line[index] == 0x09)
        if space, index == 0 { return .malformed("A header field is folded.") }
        if space { return .malformed("A header name is followed by white space.") }
        return .malformed("A header line has no valid name.")
    }
}
