import Dispatch
import HTTP

/// Writes a content in pieces, off the loop, the next when the one before has left.
final class PieceWriter: Sendable {
    private let stream: BodyStream
    private let content: [UInt8]

    init(_ stream: BodyStream, _ content: [UInt8]) {
        self.stream = stream
        self.content = content
    }

    func goOn(from start: Int) {
        DispatchQueue.global().async { [self] in
            guard start < content.count else { return stream.finish() }
            let end = min(content.count, start + 1000)
            guard stream.write(Array(content[start..<end])) else { return }
            stream.whenSent { [self] in goOn(from: end) }
        }
    }
}
