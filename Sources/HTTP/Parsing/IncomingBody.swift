/// A body that did not arrive together with its head.
///
/// Memory grows with what arrives, never with what `Content-Length` promises.
final class IncomingBody {
    let head: RequestHead
    private(set) var content: [UInt8] = []
    /// Bytes of the body as they came, chunked coding included.
    private(set) var received = 0
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
}
