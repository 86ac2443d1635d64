@testable import HTTP

/// A chunked body: the same content, end and refusal however it is cut, and again when it is
/// written anew.
enum ChunkedTarget {
    private struct Outcome: Equatable {
        var body: [UInt8] = []
        var isDone = false
        var isRefused = false
        /// Bytes consumed when the end was found.
        var consumed = 0
    }

    private static let limits: Limits = {
        var limits = Limits()
        limits.body = 4_096
        limits.chunkLine = 64
        limits.chunkExtensions = 128
        limits.trailers = 256
        return limits
    }()

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        let bytes = Array(input)
        let whole = decode([bytes])
        for (way, pieces) in Cuts.all(of: bytes).enumerated() {
            var cut = decode(pieces)
            // What came before a refusal is thrown away, so its length does not matter.
            if cut.isRefused, whole.isRefused { cut = whole }
            expect(cut == whole, "cut in way \(way): \(cut), whole: \(whole)")
        }
        guard whole.isDone else { return }
        expect(whole.body.count <= limits.body, "a body beyond the limit")
        let again = String(whole.body.count, radix: 16)
        let rewritten =
            whole.body.isEmpty
            ? Array("0\r\n\r\n".utf8)
            : Array("\(again)\r\n".utf8) + whole.body + Array("\r\n0\r\n\r\n".utf8)
        let reread = decode([rewritten])
        expect(reread.isDone && reread.body == whole.body, "written anew: \(reread)")
    }

    private static func decode(_ pieces: [[UInt8]]) -> Outcome {
        var decoder = ChunkedDecoder()
        var outcome = Outcome()
        for piece in pieces where !outcome.isDone && !outcome.isRefused {
            piece.withUnsafeBufferPointer { bytes in
                var cursor = 0
                do throws(Refusal) {
                    try decoder.read(bytes, &cursor, into: &outcome.body, limits: limits)
                } catch {
                    outcome.isRefused = true
                }
                outcome.consumed += cursor
            }
            outcome.isDone = decoder.isDone
        }
        return outcome
    }
}
