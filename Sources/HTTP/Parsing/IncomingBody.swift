/// A body that did not arrive together with its head.
///
/// Memory grows with what arrives, never with what `Content-Length` promises; with a receiver it does not grow.
final class IncomingBody {
    let head: RequestHead
    /// Takes what comes instead of `content`.
    var receiver: (any BodyReceiver)?
    private(set) var content: [UInt8] = []
    /// Bytes of the body as they came, chunked coding included.
    private(set) var received = 0
    /// Bytes of the content so far.
    private var taken = 0
    private var decoder = ChunkedDecoder()

    init(_ head: RequestHead) {
        self.head = head
    }

    /// Memory that it takes.
    var held: Int { head.bytes.count + content.count + decoder.held }

    /// Takes what belongs to the body; true when it is complete.
    func read(
        _ bytes: UnsafeBufferPointer<UInt8>, _ cursor: inout Int, _ limits: Limits
    ) throws(Refusal) -> Bool {
        let start = cursor
        defer { received += cursor - start }
        guard let receiver else {
            switch head.shape.framing {
            case .length(let length):
                let count = min(length - content.count, bytes.count - cursor)
                content.append(contentsOf: bytes[cursor..<cursor + count])
                cursor += count
                return content.count == length
            case .chunked:
                try decoder.read(bytes, &cursor, into: &content, limits: limits)
                return decoder.isDone
            }
        }
        return try pass(bytes, &cursor, limits, to: receiver)
    }

    private func pass(
        _ bytes: UnsafeBufferPointer<UInt8>, _ cursor: inout Int, _ limits: Limits,
        to receiver: any BodyReceiver
    ) throws(Refusal) -> Bool {
        switch head.shape.framing {
        case .length(let length):
            let count = min(length - taken, bytes.count - cursor)
            receiver.receive(UnsafeBufferPointer(rebasing: bytes[cursor..<cursor + count]))
            cursor += count
            taken += count
            return taken == length
        case .chunked:
            var limits = limits
            limits.body = limits.upload
            content.removeAll(keepingCapacity: true)
            try decoder.read(bytes, &cursor, into: &content, limits: limits)
            taken += content.count
            guard taken <= limits.upload else { throw .bodyTooLarge }
            content.withUnsafeBufferPointer { receiver.receive($0) }
            return decoder.isDone
        }
    }
}
