import Glibc

/// The request line and the form of its target (RFC 9112 section 3).
struct RequestLine {
    static let broken = Refusal.malformed("The request line is not valid.")
    private static let badTarget = Refusal.malformed("The request target is not valid.")

    private let base: UnsafePointer<UInt8>
    /// The authority of an absolute-form target, which replaces `Host` (section 3.2.2).
    private var authority: Range<Int>?

    /// Reads the line of `count` bytes, CRLF left out, into the shape.
    init(_ base: UnsafePointer<UInt8>, _ count: Int, _ shape: inout HeadShape) throws(Refusal) {
        self.base = base
        var index = 0
        while index < count, ByteSet.token.contains(base[index]) { index += 1 }
        guard index > 0, index < count, base[index] == 0x20 else { throw RequestLine.broken }
        shape.methodBytes = 0..<index
        let start = index + 1
        index = FieldBytes.place(of: 0x20, in: base, from: start, to: count)
        guard index > start, index < count else { throw RequestLine.broken }
        try version(from: index + 1, to: count, &shape)
        if let method = Method(base, count: shape.methodBytes.count) {
            shape.method = method
        } else {
            shape.service = unserved(shape.methodBytes.count)
        }
        try target(start..<index, &shape)
    }

    /// Puts the authority of the target in the place of `Host`.
    mutating func settle(
        _ shape: inout HeadShape, fields: UnsafeMutableBufferPointer<Field>, meaning: FieldMeaning
    ) throws(Refusal) {
        guard let host = shape.host else { return }
        let field = fields[host]
        let value = UnsafeBufferPointer(
            start: base + Int(field.value), count: Int(field.valueCount))
        guard HostSyntax.isValid(value) else { throw .malformed("The Host field is not valid.") }
        guard let authority else { return }
        fields[host].value = UInt32(truncatingIfNeeded: authority.lowerBound)
        fields[host].valueCount = UInt32(truncatingIfNeeded: authority.count)
    }

    private func version(
        from start: Int, to end: Int, _ shape: inout HeadShape
    ) throws(Refusal) {
        guard end - start == 8,
            FieldBytes.equal(base + start, 4, "HTTP"), base[start] == 0x48,
            base[start + 1] == 0x54, base[start + 2] == 0x54, base[start + 3] == 0x50,
            base[start + 4] == 0x2F, base[start + 6] == 0x2E,
            base[start + 5] &- 0x30 < 10, base[start + 7] &- 0x30 < 10
        else { throw RequestLine.broken }
        switch (base[start + 5], base[start + 7]) {
        case (0x31, 0x30): shape.version10 = true
        // RFC 9110 section 2.5: a higher minor version is read as the highest that we know.
        case (0x31, _): break
        case (0x32, 0x30) where FieldBytes.equal(base, shape.methodBytes.count, "PRI"):
            throw .malformed("This port speaks HTTP/1.1, not HTTP/2.")
        // Cut before the version the line would have been refused for a bare CR.
        default: throw memchr(base, 0x0D, start) == nil ? .versionUnsupported : RequestLine.broken
        }
    }

    private func unserved(_ count: Int) -> HeadShape.Service {
        let known: [StaticString] = ["TRACE", "CONNECT"]
        for name in known where count == name.utf8CodeUnitCount {
            let same = (0..<count).allSatisfy { base[$0] == name.utf8Start[$0] }
            if same { return .methodNotAllowed }
        }
        return .methodUnknown
    }

    private mutating func target(
        _ range: Range<Int>, _ shape: inout HeadShape
    ) throws(Refusal) {
        let isConnect = shape.service == .methodNotAllowed && shape.methodBytes.count == 7
        if base[range.lowerBound] == 0x2F, !isConnect { return try originForm(range, &shape) }
        if range.count == 1, base[range.lowerBound] == 0x2A {
            guard shape.method == .options, shape.service == .handler else {
                throw RequestLine.badTarget
            }
            shape.path = range
            shape.service = .serverOptions
            return
        }
        if isConnect {
            // CONNECT names an authority with a port (section 3.2.3); whatever follows could be a
            // tunnel's bytes.
            let authority = bytes(range)
            guard HostSyntax.isValid(authority), HostSyntax.hasPort(authority) else {
                throw RequestLine.badTarget
            }
            shape.path = range
            shape.keepAlive = false
            return
        }
        try absoluteForm(range, &shape)
    }

    private func originForm(_ range: Range<Int>, _ shape: inout HeadShape) throws(Refusal) {
        let end = FieldBytes.place(
            of: 0x3F, in: base, from: range.lowerBound, to: range.upperBound)
        let path = range.lowerBound..<end
        guard PathSyntax.isValid(bytes(path)) else { throw RequestLine.badTarget }
        shape.path = path
        shape.isPathSound = true
        try query(end, range.upperBound, &shape)
    }

    private func query(
        _ mark: Int, _ end: Int, _ shape: inout HeadShape
    ) throws(Refusal) {
        guard mark < end else { return }
        let query = mark + 1..<end
        guard QuerySyntax.isValid(bytes(query)) else { throw RequestLine.badTarget }
        shape.query = query
    }

    /// `http://authority[path][?query]`, and `https` where TLS is spoken (RFC 9110 section 7.4).
    ///
    /// Other schemes are not served on this port, and user information is refused (section 4.2.4).
    private mutating func absoluteForm(
        _ range: Range<Int>, _ shape: inout HeadShape
    ) throws(Refusal) {
        let scheme = base + range.lowerBound
        var start = range.lowerBound
        if range.count > 7, FieldBytes.equal(scheme, 7, "http://") {
            start += 7
        } else if shape.isSecure, range.count > 8, FieldBytes.equal(scheme, 8, "https://") {
            start += 8
        } else {
            throw RequestLine.badTarget
        }
        var end = start
        while end < range.upperBound, base[end] != 0x2F, base[end] != 0x3F { end += 1 }
        guard HostSyntax.isValid(bytes(start..<end)) else { throw RequestLine.badTarget }
        authority = start..<end
        if end < range.upperBound, base[end] == 0x2F {
            return try originForm(end..<range.upperBound, &shape)
        }
        // An empty path is "/", for which a slash of the scheme serves; for OPTIONS it is "*"
        // (RFC 9112 section 3.2.4).
        shape.path = start - 1..<start
        if shape.method == .options, shape.service == .handler, end == range.upperBound {
            shape.service = .serverOptions
        }
        try query(end, range.upperBound, &shape)
    }

    private func bytes(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: base + range.lowerBound, count: range.count)
    }
}
