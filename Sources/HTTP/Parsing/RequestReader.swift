import Glibc

/// What a loop lends to the readers of its connections.
final class ReaderContext {
    let limits: Limits
    /// Whether answers are compressed for who asks.
    let offersGzip: Bool
    /// Paths whose `POST` has a body that is taken piece by piece.
    let uploads: [[UInt8]]
    /// Takes a sentence about what only matters to who looks for a mistake.
    let debug: @Sendable (String) -> Void
    let random = RandomBlock()
    let fields: UnsafeMutableBufferPointer<Field>

    init(
        limits: Limits, offersGzip: Bool = true, uploads: [String] = [],
        debug: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.limits = limits
        self.offersGzip = offersGzip
        self.uploads = uploads.map { Array($0.utf8) }
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
        /// A body follows that is taken piece by piece: `attach` says by whom, before the next `next`.
        case bodyBegins(RequestHead)
        /// Such a body has come as a whole.
        case uploaded(RequestHead, any BodyReceiver)
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
    /// Bytes of empty lines since the last request.
    private var emptyLines = 0

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

    /// Who takes the body that is awaited piece by piece.
    var receiver: (any BodyReceiver)? { incoming?.receiver }

    /// Sets who takes the body that has begun; true when the client waits to be told to send it.
    mutating func attach(_ receiver: any BodyReceiver, hasRest: Bool) -> Bool {
        incoming?.receiver = receiver
        return incoming?.head.shape.expectsContinue == true && !hasRest
    }

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

    /// The head that a refusal answers: the one whose body is awaited, or a stand-in that knows what the answer must
    /// know of a broken one.
    func unfinishedHead(
        _ bytes: UnsafeBufferPointer<UInt8>, _ cursor: Int, _ context: ReaderContext
    ) -> RequestHead {
        if let incoming { return incoming.head }
        let rest = UnsafeBufferPointer(rebasing: bytes[cursor...])
        var shape = BrokenHead.shape(rest, context.limits)
        shape.isSecure = isSecure
        return RequestHead(
            UnsafeBufferPointer(rebasing: rest[..<shape.count]),
            UnsafeBufferPointer(start: nil, count: 0), shape: shape, remoteAddress: remoteAddress,
            random: (context.random.next(), context.random.next()))
    }

    /// The same for what is kept.
    func unfinishedHead(_ context: ReaderContext) -> RequestHead {
        kept.withUnsafeBufferPointer { unfinishedHead($0, 0, context) }
    }

    private mutating func readHead(
        _ bytes: UnsafeBufferPointer<UInt8>, _ cursor: inout Int, _ context: ReaderContext
    ) throws(Refusal) -> Outcome {
        try skipEmptyLines(bytes, &cursor)
        guard cursor < bytes.count, bytes[cursor] != 0x0D, let base = bytes.baseAddress,
            var head = try head(at: base + cursor, bytes.count - cursor, context)
        else { return .incomplete }
        if let proxies { head = RequestReader.believe(proxies, head, context) }
        cursor += head.shape.count
        quietUntil = 0
        emptyLines = 0
        return try beginBody(head, bytes, &cursor, context)
    }

    /// The head that the bytes begin with; nil when it is not whole.
    private mutating func head(
        at base: UnsafePointer<UInt8>, _ count: Int, _ context: ReaderContext
    ) throws(Refusal) -> RequestHead? {
        var parser = HeadParser(base, count: count, secure: isSecure, context)
        guard let shape = try parser.parse() else {
            quietUntil = parser.refuseAt
            return nil
        }
        return RequestHead(
            UnsafeBufferPointer(start: base, count: shape.count),
            UnsafeBufferPointer(rebasing: context.fields[..<shape.fields]), shape: shape,
            remoteAddress: remoteAddress, random: (context.random.next(), context.random.next()))
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

    /// Takes a few empty lines before a request line, which are ignored (RFC 9112 section 2.2): what has sent no more
    /// than those is between requests.
    private mutating func skipEmptyLines(
        _ bytes: UnsafeBufferPointer<UInt8>, _ cursor: inout Int
    ) throws(Refusal) {
        while cursor < bytes.count, bytes[cursor] == 0x0D {
            guard emptyLines < 8 else { throw .malformed("There are too many empty lines.") }
            guard cursor + 1 < bytes.count else { return }
            guard bytes[cursor + 1] == 0x0A else { throw .malformed("A line has a bare CR.") }
            cursor += 2
            emptyLines += 2
        }
    }

    private mutating func beginBody(
        _ head: RequestHead, _ bytes: UnsafeBufferPointer<UInt8>, _ cursor: inout Int,
        _ context: ReaderContext
    ) throws(Refusal) -> Outcome {
        let shape = head.shape
        if shape.expectationFails { return .refused(.expectationFailed, head) }
        let available = bytes.count - cursor
        if isUpload(head, context) {
            if case .length(let length) = shape.framing, length > context.limits.upload {
                return .refused(.bodyTooLarge, head)
            }
            incoming = IncomingBody(head)
            return .bodyBegins(head)
        }
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
        if let receiver = body.receiver { return .uploaded(body.head, receiver) }
        return .request(body.head, body.content)
    }

    private func isUpload(_ head: RequestHead, _ context: ReaderContext) -> Bool {
        guard !context.uploads.isEmpty, head.shape.method == .post,
            head.shape.framing != .length(0)
        else { return false }
        let path = head.bytes[head.shape.path]
        return context.uploads.contains { $0.elementsEqual(path) }
    }
}
