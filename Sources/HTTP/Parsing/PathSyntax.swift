/// What a path may be, stricter than RFC 3986: a path that two parsers could read differently is
/// refused rather than normalised.
enum PathSyntax {
    /// Whether bytes are an absolute path of plain characters and whole escapes, without dot
    /// segments, empty inner segments, escaped control characters or bytes that are not UTF-8.
    ///
    /// One empty segment at the end (a trailing slash) is allowed; it names another resource. A ";"
    /// must be escaped: some servers take what follows it for parameters and cut it off.
    static func isValid(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = path.first, first == 0x2F else { return false }
        var escapes = false
        var index = 0
        while index < path.count {
            let byte = path[index]
            if byte == 0x2F {
                guard isSegmentStart(path, index + 1) else { return false }
            } else if byte == 0x25 {
                escapes = true
            } else if !ByteSet.path.contains(byte) {
                return false
            }
            index += 1
        }
        return !escapes || path.split(separator: 0x2F).allSatisfy(isDecodable)
    }

    /// Whether what follows a slash is neither another slash nor a dot segment.
    @inline(__always)
    private static func isSegmentStart(_ path: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        guard start < path.count else { return true }
        if path[start] == 0x2F { return false }
        guard path[start] == 0x2E else { return true }
        let next = start + 1 < path.count && path[start + 1] == 0x2E ? start + 2 : start + 1
        return next < path.count && path[next] != 0x2F
    }

    /// Whether an escaped segment decodes to text that hides no path of its own.
    private static func isDecodable(_ segment: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard
            let decoded = PercentCoding.decodedBytes(
                UnsafeBufferPointer(rebasing: segment), plusIsSpace: false),
            decoded.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
            String(validating: decoded, as: UTF8.self) != nil
        else { return false }
        return decoded.split { $0 == 0x2F || $0 == 0x5C }
            .allSatisfy { part in
                let name = part.prefix { $0 != 0x3B }
                return !name.elementsEqual(".".utf8) && !name.elementsEqual("..".utf8)
            }
    }
}

/// What a query may be (RFC 3986 section 3.4): plain characters and whole escapes.
enum QuerySyntax {
    static func isValid(_ query: UnsafeBufferPointer<UInt8>) -> Bool {
        for index in query.indices where !ByteSet.query.contains(query[index]) {
            guard query[index] == 0x25, index + 2 < query.count,
                hexadecimal(query[index + 1]) != nil, hexadecimal(query[index + 2]) != nil
            else { return false }
        }
        return true
    }
}
