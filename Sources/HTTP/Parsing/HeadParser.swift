import Glibc

// A head is parsed where it was received, over a raw pointer, in one pass of `memchr` from line
// end to line end. Nothing is copied and no text is made: the result is a `HeadShape` of ranges
// and a table of fields in memory that the loop lends. A checked `Span` was measured at twice the
// time and text-based parsing at more than ten times.
//
// The parser is not resumable: when the head is not complete it says so and starts again when
// more bytes are there. That is simpler than keeping state between lines, and `refuseAt` keeps it
// cheap: as long as no CR or LF arrives and the count stays below it, a new attempt could not end
// otherwise, so `RequestReader` does not make one.
//
// Each line is checked as soon as it is there, so garbage is refused before the head is complete.
//
// Invariants: every range lies inside the first `shape.count` bytes. A bare CR, a bare LF or a NUL
// is never inside a head that was accepted: lines end at an LF that follows a CR, and the byte sets
// of method, target, name and value hold no control byte but HTAB in values.
//
// Where RFC 9112 lets a server choose between repairing and refusing, this one refuses, because a
// repaired message may have been read otherwise by a proxy in front (request smuggling).

/// Parses one request head (RFC 9112 sections 2 to 6).
struct HeadParser {
    private let base: UnsafePointer<UInt8>
    private let count: Int
    private let lineLimit: Int
    private let sectionLimit: Int
    private let fields: UnsafeMutableBufferPointer<Field>
    private let offersGzip: Bool
    private var shape = HeadShape()
    private var meaning = FieldMeaning()
    /// After an incomplete attempt: the count of bytes at which the head is too large, or 0 when
    /// the next byte may be one to refuse.
    private(set) var refuseAt = 0

    /// The bytes start with a request line; the context has room for as many fields as allowed.
    init(_ base: UnsafePointer<UInt8>, count: Int, secure: Bool, _ context: ReaderContext) {
        self.base = base
        self.count = count
        lineLimit = context.limits.requestLine
        sectionLimit = context.limits.headers
        fields = context.fields
        offersGzip = context.offersGzip
        shape.isSecure = secure
    }

    /// The shape of the head, or nil when more bytes are needed.
    mutating func parse() throws(Refusal) -> HeadShape? {
        guard let end = try lineEnd(from: 0, limit: lineLimit, beyond: .uriTooLong) else {
            return nil
        }
        var target = try RequestLine(base, end - 2, &shape)
        let first = end
        var start = end
        while true {
            let rest = sectionLimit - (start - first)
            guard let end = try lineEnd(from: start, limit: rest, beyond: .headersTooLarge) else {
                return nil
            }
            if end - start == 2 {
                shape.count = end
                break
            }
            try field(from: start, to: end - 2)
            start = end
        }
        try meaning.settle(&shape, offersGzip: offersGzip)
        try target.settle(&shape, fields: fields, meaning: meaning)
        return shape
    }

    /// The index after the CRLF that ends the line at `start`, or nil when it is not there yet.
    private mutating func lineEnd(
        from start: Int, limit: Int, beyond refusal: Refusal
    ) throws(Refusal) -> Int? {
        let available = min(count - start, limit)
        guard let feed = memchr(base + start, 0x0A, available) else {
            try judgeUnfinishedLine(from: start, limit: limit)
            guard available < limit else { throw refusal }
            return nil
        }
        let index = UnsafePointer(feed.assumingMemoryBound(to: UInt8.self)) - base
        guard index > start, base[index - 1] == 0x0D else {
            throw .malformed("A line ends without CR.")
        }
        return index + 1
    }

    /// Refuses what cannot become a line, such as a TLS handshake, before its end or its limit has
    /// come, and says in `refuseAt` when another look is worth while.
    private mutating func judgeUnfinishedLine(from start: Int, limit: Int) throws(Refusal) {
        let available = min(count - start, limit)
        refuseAt = start + limit
        if let mark = memchr(base + start, 0x0D, available) {
            let index = UnsafePointer(mark.assumingMemoryBound(to: UInt8.self)) - base
            guard index == start + available - 1 else {
                throw .malformed("A line has a bare CR.")
            }
            refuseAt = 0
        }
        guard start == 0 else { return }
        for index in 0..<available where !ByteSet.token.contains(base[index]) {
            let ends = base[index] == 0x20 || (base[index] == 0x0D && index == available - 1)
            guard ends, index > 0 else { throw RequestLine.broken }
            return
        }
        refuseAt = 0
    }

    @inline(__always)
    private mutating func field(from start: Int, to end: Int) throws(Refusal) {
        let line = try FieldLine(base + start, end - start)
        guard shape.fields < fields.count else { throw .headersTooLarge }
        fields[shape.fields] = Field(
            name: UInt32(truncatingIfNeeded: start),
            nameCount: UInt32(truncatingIfNeeded: line.nameCount),
            value: UInt32(truncatingIfNeeded: start + line.value),
            valueCount: UInt32(truncatingIfNeeded: line.valueCount))
        try meaning.note(base, start, line, &shape)
        shape.fields += 1
    }
}
