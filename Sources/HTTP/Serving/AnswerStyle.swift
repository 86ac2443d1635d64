/// What a loop does to every answer beside sending it.
final class AnswerStyle {
    /// The lines that follow from a few properties of an answer, in memory of their own.
    private typealias Block = UnsafeBufferPointer<UInt8>

    let compression: Compression?
    /// Nil when no origin is listed.
    let crossOrigin: CrossOrigin?
    /// Made for the first answer that is compressed: zlib's state takes 256 KiB.
    private var writer: GzipWriter?
    private let strictTransport: [UInt8]
    /// By the number of the properties; made when first needed.
    private let blocks: UnsafeMutableBufferPointer<Block?>

    init(_ configuration: ServerConfiguration) {
        compression = configuration.compression
        crossOrigin = configuration.crossOrigin
        strictTransport = SecurityFields.strictTransport(
            seconds: configuration.strictTransportSeconds)
        blocks = .allocate(capacity: 1024)
        blocks.initialize(repeating: nil)
    }

    deinit {
        for block in blocks { block?.deallocate() }
        blocks.deallocate()
    }

    /// The level at which the content of an answer must be compressed first, on another thread; nil
    /// when it can be sent at once.
    func levelElsewhere(_ response: Response, _ accepted: AcceptedCoding) -> Int? {
        guard let compression, response.gzipped == nil,
            response.body.count > compression.inPlace, compression.wants(response, accepted)
        else { return nil }
        return compression.level
    }

    /// Hands over the content as it is sent, and whether that is gzip.
    func withContent(
        of response: Response, _ accepted: AcceptedCoding,
        _ body: (_ content: UnsafeBufferPointer<UInt8>, _ isGzip: Bool) -> Void
    ) {
        guard let compression, compression.wants(response, accepted) else {
            return response.body.withUnsafeBufferPointer { body($0, false) }
        }
        guard let gzipped = response.gzipped else {
            let writer =
                self.writer
                ?? GzipWriter(level: compression.level, capacity: compression.inPlace)
            self.writer = writer
            return body(writer.pack(response.body), true)
        }
        gzipped.withUnsafeBufferPointer { body($0, true) }
    }

    /// Whether an answer that stands for another has the tag of its compressed form.
    @inline(__always)
    func standsForGzip(_ response: Response, _ accepted: AcceptedCoding) -> Bool {
        guard let unsent = response.unsent else { return false }
        return compression?.wants(unsent, accepted) ?? false
    }

    /// Writes what the properties of the answer and its framing stand for, between the value of one
    /// line, which this ends, and the length or the end of the last one.
    func append(
        to output: OutputBuffer, _ head: RequestHead, _ response: Response,
        _ framing: Connection.AnswerFraming
    ) {
        var vary = response.vary
        // Whatever this answer is: another one to the same request line may come as gzip.
        let mayBeGzip = response.status == 304 || response.isCompressible
        if compression != nil, mayBeGzip { vary.insert(.acceptEncoding) }
        if let crossOrigin, crossOrigin.varies { vary.insert(.origin) }
        let hasContent = response.status != 204 && response.status != 304
        let isSecure = head.shape.isSecure
        guard response.policy == nil else {
            let policy = hasContent ? response.policy : nil
            return output.append(
                block(response.caching, vary, policy, isSecure: isSecure, framing))
        }
        let place =
            Int(vary.rawValue) | Int(response.caching.rawValue) << 4 | (hasContent ? 1 << 6 : 0)
            | (isSecure ? 1 << 7 : 0) | framing.kind << 8
        if let block = blocks[place] { return output.append(block) }
        let policy = hasContent ? SecurityFields.policy : nil
        let made = block(response.caching, vary, policy, isSecure: isSecure, framing)
        let kept = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: made.count)
        _ = kept.initialize(fromContentsOf: made)
        blocks[place] = Block(kept)
        output.append(made)
    }

    private func block(
        _ caching: Caching, _ vary: Vary, _ policy: StaticString?, isSecure: Bool,
        _ framing: Connection.AnswerFraming
    ) -> [UInt8] {
        var lines = Array("\r\nCache-Control: \(caching.directive)".utf8)
        if !vary.isEmpty { lines += Array("\r\nVary: \(vary.value)".utf8) }
        if let policy { lines += SecurityFields.lines(policy: policy) }
        if isSecure { lines += strictTransport }
        switch framing {
        case .none, .untilClose: break
        case .length: lines.append("\r\nContent-Length: ")
        case .chunked: lines.append("\r\nTransfer-Encoding: chunked")
        }
        return lines
    }
}
