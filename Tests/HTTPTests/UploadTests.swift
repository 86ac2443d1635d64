import Synchronization
import Testing

@testable import HTTP

/// Bodies that are taken piece by piece.
struct UploadTests {
    private final class Gatherer: BodyReceiver {
        let bytes = Mutex<[UInt8]>([])

        func receive(_ piece: UnsafeBufferPointer<UInt8>) {
            bytes.withLock { $0 += Array(piece) }
        }

        var isBehind: Bool { false }

        func whenCaughtUp(_ work: @escaping @Sendable () -> Void) {}
    }

    private enum Step: Equatable { case began, uploaded(String), request(String), refused(Int) }

    /// What a reader makes of pieces, when every upload is taken.
    private func read(_ pieces: [[UInt8]], limit: Int = 1_000) -> [Step] {
        var limits = Limits()
        limits.upload = limit
        let context = ReaderContext(limits: limits, uploads: ["/up"])
        var reader = RequestReader(remoteAddress: "192.0.2.1")
        var steps: [Step] = []
        for piece in pieces {
            let isOver = piece.withUnsafeBufferPointer { fresh -> Bool in
                guard let whole = reader.begin(fresh) else {
                    return parse(fresh, nil, &reader, context, &steps)
                }
                return whole.withUnsafeBufferPointer {
                    $0.isEmpty ? false : parse($0, whole, &reader, context, &steps)
                }
            }
            if isOver { break }
        }
        return steps
    }

    private func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, _ whole: [UInt8]?, _ reader: inout RequestReader,
        _ context: ReaderContext, _ steps: inout [Step]
    ) -> Bool {
        var cursor = 0
        while true {
            switch reader.next(bytes, &cursor, context) {
            case .incomplete:
                reader.keep(bytes, from: cursor, whole: whole)
                return false
            case .bodyBegins:
                _ = reader.attach(Gatherer(), hasRest: cursor < bytes.count)
                steps.append(.began)
            case .uploaded(_, let receiver):
                let text = (receiver as? Gatherer)?.bytes.withLock {
                    String(decoding: $0, as: UTF8.self)
                }
                steps.append(.uploaded(text ?? "?"))
            case .request(_, let body):
                steps.append(.request(String(decoding: body, as: UTF8.self)))
            case .continueExpected: continue
            case .refused(let refusal, _):
                steps.append(.refused(refusal.status))
                return true
            }
        }
    }

    private static let length =
        "POST /up?x=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world"
    private static let chunked =
        "POST /up HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "6\r\nhello \r\n5;x=y\r\nworld\r\n0\r\n\r\n"
    private static let after = "POST /other HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok"

    @Test(arguments: [length, chunked])
    func `a file is the same however it was cut`(_ message: String) {
        let bytes = Array((message + Self.after).utf8)
        let whole: [Step] = [.began, .uploaded("hello world"), .request("ok")]
        #expect(read([bytes]) == whole)
        #expect(read(bytes.map { [$0] }) == whole)
        for cut in 1..<bytes.count {
            #expect(read([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "cut at \(cut)")
        }
    }

    @Test func `a file beyond the limit is refused, by its head where that says so`() {
        #expect(read([Array(Self.length.utf8)], limit: 10) == [.refused(413)])
        #expect(read([Array(Self.chunked.utf8)], limit: 10) == [.began, .refused(413)])
        #expect(read([Array(Self.chunked.utf8)], limit: 11) == [.began, .uploaded("hello world")])
    }

    @Test func `without a body there is no upload`() {
        let empty = "POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
        #expect(read([Array(empty.utf8)]) == [.request("")])
        let get = "GET /up HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(read([Array(get.utf8)]) == [.request("")])
    }
}
