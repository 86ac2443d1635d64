/// What a loop does to every answer beside sending it.
final class AnswerStyle {
    let compression: Compression?
    private let writer: GzipWriter?
    private let crossOrigin: CrossOrigin?
    private let strictTransport: [UInt8]

    init(_ configuration: ServerConfiguration) {
        compression = configuration.compression
        writer = configuration.compression.map { GzipWriter(level: $0.level, capacity: $0.inPlace) }
        crossOrigin = configuration.crossOrigin
        strictTransport = SecurityFields.strictTransport(
            seconds: configuration.strictTransportSeconds)
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
        guard let writer, let compression, compression.wants(response, accepted) else {
            return response.body.withUnsafeBufferPointer { body($0, false) }
        }
        guard let gzipped = response.gzipped else { return body(writer.pack(response.body), true) }
        gzipped.withUnsafeBufferPointer { body($0, true) }
    }

    /// Writes what the properties of the answer stand for.
    func append(
        to output: OutputBuffer, _ head: RequestHead, _ response: Response, isStream: Bool
    ) {
        let hasContent = response.status != 204 && response.status != 304
        output.append("Cache-Control: ")
        output.append(response.caching.directive)
        output.append("\r\n")
        var vary = response.vary
        // Whatever this answer is: another one to the same request line may come as gzip.
        let mayBeGzip = !isStream && (response.status == 304 || response.isCompressible)
        if compression != nil, mayBeGzip { vary.insert(.acceptEncoding) }
        if let crossOrigin, crossOrigin.varies { vary.insert(.origin) }
        output.append(Vary.lines[Int(vary.rawValue)])
        if hasContent { SecurityFields.append(to: output, policy: response.policy) }
        if head.shape.isSecure { output.append(strictTransport) }
        crossOrigin?.append(to: output, head, response)
    }
}
