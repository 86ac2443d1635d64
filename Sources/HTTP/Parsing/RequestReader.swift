import Glibc

/// What a loop lends to the readers of its connections.
final class ReaderContext {
    let limits: Limits
    /// Whether answers are compressed for who asks.
    let offersGzip: Bool
    /// Takes a sentence about what only matters to who looks for a mistake.
    let debug: @Sendable (String) -> Void
    let random = RandomBlock()
    let fields: UnsafeMutableBufferPointer<Field>

    init(
        limits: Limits, offersGzip: Bool = true,
        debug: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.limits = limits
        self.offersGzip = offersGzip
        self.debug = debug
        fields = .allocate(capacity: limits.fields)
        fields.initialize(repeating: Field(name: 0, nameCount: 0, value: 0, valueCount: 0))
    }

    deinit { fields.deallocate() }
}

/// Turns the bytes of one connection into requests, however they were cut into pieces.
///
/// The connection calls `begin` with fresh bytes, `next` until it has enough or hears
/// `.incomplete`, and `keep` with the rest. While nothing is kept, requests are parsed where they
/// were received.
struct RequestReader {
    enum Outcome {
        case incomplete
        case request(RequestHead, [UInt8])
        /// The head is acceptable and the client waits for 100 before it sends the body.
        case continueExpected
        /// Refused; the connection cannot be read any further.
        case refused(Refusal, RequestHead)
    }
    enum Phase { case idle, head, body }

    /// The peer's numeric address, which each head repeats.
    let remoteAddress: String
    /// Whether TLS is between the peer and us.
    let isSecure: Bool
    /// Not nil when the peer is one of them.
    var proxies: TrustedProxies?
    private var kept: [UInt8] = []
    /// Below this count, and without a new line end, what is kept cannot have become a head.
    private var quietUntil = 0
    private var incoming: IncomingBody?

    init(remoteAddress: String, isSecure: Bool = false) {
        self.remoteAddress = remoteAddress
        self.isSecure = isSecure
    }

    /// What the reader is in the midst of.
    var phase: Phase { incoming != nil ? .body : kept.isEmpty ? .idle : .head }

    /// Bytes that came of the body it is in the midst of.
    var bodyReceived: Int { incoming?.received ?? 0 }

    /// Memory that what came of an unfinished message takes.
    var held: Int { kept.count + (incoming?.held ?? 0) }

    /// Whether bytes are kept that `next` has not seen the end of.
    var hasKept: Bool { !kept.isEmpty }

    /// Joins fresh bytes to what was kept; nil when nothing was kept, so that the fresh bytes are
    /// parsed where they are, and an empty array when nothing new can be found in them.
    mutating func begin(_ fresh: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard !kept.isEmpty else { return nil }
        kept.append(contentsOf: fresh)
        if kept.count < quietUntil, let start = fresh.baseAddress,
            memchr(start, 0x0A, fresh.count) == nil, memchr(start, 0x0D, fresh.count) == nil
        {
            return []
        }
        defer { kept = [] }
        return kept
    }

    /// Keeps what was not consumed; `whole` is the array the bytes lie in, if they do.
    mutating func keep(
        _ bytes: UnsafeBufferPointer<UInt8>, from cursor: Int, whole: [UInt8]?
    ) {
        guard cursor < bytes.count else { return }
        if cursor == 0, let whole {
            kept = whole
        } else {
            kept = Array(bytes[cursor...])
        }
    }

    /// Forgets everything: the connection is closed to further requests.
    mutating func discard() {
        kept = []
        incoming = nil
    }

    /// Reads on at `cursor` and moves it behind what was consumed.
    mutating func next(
        _ bytes: UnsafeBufferPointer<UInt8>, _ cursor: inout Int, _ context: ReaderContext
    ) -> Outcome {
        do throws(Refusal) {
            if let incoming { return try readBody(incoming, bytes, &cursor, context) }
            return try readHead(bytes, &cursor, context)
        } catch {
            return .refused(error, unfinishedHead(bytes, cursor, context))
        }
    }

    /// The head that a refusal answers: the one whose body is awaited, or a stand-in that knows
    /// only whether the client expects an answer without content.
    func unfinishedHead(
        _ bytes: UnsafeBufferPointer<UInt8>, _ cursor: Int, _ context: ReaderContext
    ) -> RequestHead {
        if let incoming { return incoming.head }
        var shape = HeadShape()
        shape.isSecure = isSecure
        if bytes.dropFirst(cursor).starts(with: "HEAD ".utf8) { shape.method = .head }
        return RequestHead(
            UnsafeBufferPointer(start: nil, count: 0), UnsafeBufferPointer(start: nil, count: 0),
            shape: shape, remoteAddress: remoteAddress,
            random: (context.random.next(), context.random.next()))
    }

    /// The same for what is kept.
    func unfinishedHead(_ context: ReaderContext) -> RequestHead {
        kept.withUnsafeBufferPointer { unfinishedHead($0, 0, context) }
    }

    private mutating func readHead(
        _ bytes: UnsafeBufferPointer<UInt8>, _ cursor: inout Int, _ context: ReaderContext
    ) throws(Refusal) -> Outcome {
        guard let start = try RequestReader.skipEmptyLines(bytes, cursor),
            let base = bytes.baseAddress
        else { return .incomplete }
        var parser = HeadParser(
            base + start, count: bytes.count - start, secure: isSecure, context)
        guard let shape = try parser.parse() else {
            quietUntil = parser.refuseAt == 0 ? 0 : parser.refuseAt + (start - cursor)
            return .incomplete
        }
        var head = RequestHead(
            UnsafeBufferPointer(start: base + start, count: shape.count),
            UnsafeBufferPointer(rebasing: context.fields[..<shape.fields]), shape: shape,
            remoteAddress: remoteAddress, random: (context.random.next(), context.random.next()))
        if let proxies { head = RequestReader.believe(proxies, head, context) }
        cursor = start + shape.count
        quietUntil = 0
        return try beginBody(head, bytes, &cursor, context)
    }

    private static func believe(
        _ proxies: TrustedProxies, _ head: RequestHead, _ context: ReaderContext
    ) -> RequestHead {
        switch Forwarding(head, proxies) {
        case .nothing: return head
        case .client(let address, let isSecure):
            return head.forwarded(for: address, isSecure: isSecure)
        case .unusable:
            context.debug(
                "The proxy \(head.remoteAddress) says about its client what cannot be used.")
            return head
        }
    }

    /// The index of the first byte of a request line; a few empty lines before it are ignored
    /// (RFC 9112 section 2.2).
    private static func skipEmptyLines(
        _ bytes: UnsafeBufferPointer<UInt8>, _ cursor: Int
    ) throws(Refusal) -> Int? {
        var start = cursor
        while start < bytes.count, bytes[start] == 0x0D {
            guard start - cursor < 8 else { throw .malformed("There are too many empty lines.") }
            guard start + 1 < bytes.count else { return nil }
            guard bytes[start + 1] == 0x0A else { throw .malformed("A line has a bare CR.") }
            start += 2
        }
        return start < bytes.count ? start : nil
    }

    private mutating func beginBody(
        _ head: RequestHead, _ bytes: UnsafeBufferPointer<UInt8>, _ cursor: inout Int,
        _ context: ReaderContext
    ) throws(Refusal) -> Outcome {
        let shape = head.shape
        if shape.expectationFails { return .refused(.expectationFailed, head) }
        let available = bytes.count - cursor
        if case .length(let length) = shape.framing {
            guard length <= context.limits.body else { return .refused(.bodyTooLarge, head) }
            if length <= available {
                defer { cursor += length }
                return .request(head, length == 0 ? [] : Array(bytes[cursor..<cursor + length]))
            }
        }
        let body = IncomingBody(head)
        incoming = body
        if shape.expectsContinue, available == 0 { return .continueExpected }
        return try readBody(body, bytes, &cursor, context)
    }

    private mutating func readBody(
        _ body: IncomingBody, _ bytes: UnsafeBufferPointer<UInt8>, _ cursor: inout Int,
        _ context: ReaderContext
    ) throws(Refusal) -> Outcome {
        guard try body.read(bytes, &cursor, context.limits) else { return .incomplete }
        incoming = nil
        return .request(body.head, body.content)
    }
}
