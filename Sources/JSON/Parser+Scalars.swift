/// Strings and numbers, checked in place and left where they are.
extension Parser {
    /// Reads a string from its opening quote on (RFC 8259 section 7).
    mutating func string() throws(JSONError) {
        let start = position &+ 1
        var cursor = start
        var kind = Token.Kind.plainString
        while true {
            cursor = ByteScan.endOfPlainASCII(text, from: cursor)
            guard cursor < text.count else { throw ended("inside a string") }
            let byte = text[cursor]
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") {
                kind = .escapedString
                cursor = try endOfEscape(at: cursor)
            } else {
                cursor = try endOfNonASCII(at: cursor)
            }
        }
        tape.append(Token(kind, offset: position, extent: cursor &- start))
        position = cursor &+ 1
    }

    /// Passes over characters beyond ASCII, and refuses the control characters that stop as well.
    private func endOfNonASCII(at offset: Int) throws(JSONError) -> Int {
        guard text[offset] >= 0x80 else {
            throw error(at: offset, "a control character in a string must be escaped")
        }
        var cursor = offset
        while cursor < text.count, text[cursor] >= 0x80 {
            let length = UTF8Text.sequenceLength(text, at: cursor)
            guard length > 0 else { throw error(at: cursor, "the text is not well-formed UTF-8") }
            cursor &+= length
        }
        return cursor
    }

    /// Passes over one escape, or two when they are a surrogate pair.
    private func endOfEscape(at offset: Int) throws(JSONError) -> Int {
        guard offset + 1 < text.count else { throw ended("inside a string") }
        if EscapedText.short(text[offset + 1]) != nil { return offset + 2 }
        let unit = try codeUnit(at: offset)
        if EscapedText.isLowSurrogate(unit) { throw loneSurrogate(at: offset) }
        guard EscapedText.isHighSurrogate(unit) else { return offset + 6 }
        for index in offset + 6...offset + 7 {
            guard index < text.count else { throw ended("inside a string") }
            let wanted = index == offset + 6 ? UInt8(ascii: "\\") : UInt8(ascii: "u")
            guard text[index] == wanted else { throw loneSurrogate(at: offset) }
        }
        guard EscapedText.isLowSurrogate(try codeUnit(at: offset + 6)) else {
            throw loneSurrogate(at: offset)
        }
        return offset + 12
    }

    /// The code unit of a `\uXXXX` whose backslash is at `offset`.
    private func codeUnit(at offset: Int) throws(JSONError) -> UInt32 {
        guard text[offset + 1] == UInt8(ascii: "u") else {
            throw error(at: offset, "an escape that JSON does not have")
        }
        if let unit = EscapedText.hexadecimal(text, at: offset + 2) { return unit }
        let digits = text[(offset + 2)...].prefix(4)
        guard digits.contains(where: { EscapedText.hexadecimalDigit($0) == nil }) else {
            throw ended("inside a string")
        }
        throw error(at: offset, "a \\u escape needs four hexadecimal digits")
    }

    private func loneSurrogate(at offset: Int) -> JSONError {
        error(at: offset, "a surrogate stands alone")
    }

    /// Reads a number from its sign or first digit on (RFC 8259 section 6); its value is not
    /// looked at, so neither its length nor its exponent can cost anything or overflow.
    mutating func number() throws(JSONError) {
        let start = position
        var cursor = start
        if text[cursor] == UInt8(ascii: "-") { cursor &+= 1 }
        let whole = cursor
        cursor = try endOfDigits(from: cursor)
        if text[whole] == UInt8(ascii: "0"), cursor > whole &+ 1 {
            throw error(at: whole, "a number must not begin with a zero and more digits")
        }
        if cursor < text.count, text[cursor] == UInt8(ascii: ".") {
            cursor = try endOfDigits(from: cursor &+ 1)
        }
        if cursor < text.count, text[cursor] | 0x20 == UInt8(ascii: "e") {
            cursor &+= 1
            if cursor < text.count,
                text[cursor] == UInt8(ascii: "+") || text[cursor] == UInt8(ascii: "-")
            {
                cursor &+= 1
            }
            cursor = try endOfDigits(from: cursor)
        }
        tape.append(Token(.number, offset: start, extent: cursor &- start))
        position = cursor
    }

    /// Passes over digits, of which there must be at least one.
    @inline(__always)
    private func endOfDigits(from offset: Int) throws(JSONError) -> Int {
        var cursor = offset
        while cursor < text.count, text[cursor] &- UInt8(ascii: "0") < 10 { cursor &+= 1 }
        guard cursor > offset else {
            if offset == text.count { throw ended("inside a number") }
            throw error(at: offset, "a digit should be here")
        }
        return cursor
    }
}
