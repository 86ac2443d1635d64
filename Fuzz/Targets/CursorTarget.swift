import Schema
import Store

/// Cursors and their Base64URL: whatever the text, an answer; and what is decoded is encoded the
/// same again.
enum CursorTarget {
    private static let fingerprint: UInt64 = 0x0123_4567_89AB_CDEF

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        asText(String(decoding: input, as: UTF8.self))
        let prefix = withUnsafeBytes(of: fingerprint.bigEndian) { Array($0) }
        let text = Base64URL.encode(prefix + Array(input))
        for count in 0...4 {
            guard let cells = Cursor.decode(text, fingerprint: fingerprint, count: count) else {
                continue
            }
            expect(cells.count == count, "\(cells.count) cells instead of \(count)")
            expect(Cursor.encode(cells, fingerprint: fingerprint) == text, "encoded differently")
        }
    }

    private static func asText(_ text: String) {
        _ = Cursor.decode(text, fingerprint: fingerprint, count: 1)
        guard let bytes = Base64URL.decode(text) else { return }
        let again = Base64URL.decode(Base64URL.encode(bytes))
        expect(again == bytes, "Base64URL does not come back")
    }
}
