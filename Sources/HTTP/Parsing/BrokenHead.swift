import Glibc

/// What an answer must know of a head that was refused: whether the client expects content, under which id it will look
/// for its request, and which page asks.
enum BrokenHead {
    /// Reads as far as the bytes make sense; there are no fields in the shape but those that answers look for.
    ///
    /// The path is left out: where nothing was routed, nobody knows whether it is a secret.
    static func shape(_ bytes: UnsafeBufferPointer<UInt8>, _ limits: Limits) -> HeadShape {
        var shape = HeadShape()
        guard let base = bytes.baseAddress else { return shape }
        let end = min(bytes.count, limits.requestLine + limits.headers)
        var method = 0
        while method < end, ByteSet.token.contains(base[method]) { method += 1 }
        if method < end, base[method] == 0x20 {
            shape.methodBytes = 0..<method
            shape.method = Method(base, count: method) ?? .get
        }
        shape.count = method
        var meaning = FieldMeaning()
        var start = FieldBytes.place(of: 0x0A, in: base, from: 0, to: end) + 1
        while start < end {
            let feed = FieldBytes.place(of: 0x0A, in: base, from: start, to: end)
            guard feed < end, feed > start + 1, base[feed - 1] == 0x0D else { break }
            do throws(Refusal) {
                let line = try FieldLine(base + start, feed - 1 - start)
                try meaning.note(base, start, line, &shape)
                shape.count = feed + 1
            } catch {
                // This line may be why the head was refused; the others say what they say.
            }
            start = feed + 1
        }
        shape.host = nil
        return shape
    }
}
