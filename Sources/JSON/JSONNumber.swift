/// A number as it was written, of any length and exponent; it never goes through `Double`.
package struct JSONNumber: Sendable, Equatable {
    let document: JSONDocument
    let range: Range<Int>

    /// The value times 10^places, nil when that is not exactly an integer or does not fit.
    ///
    /// `places` is 0...18. The work is bounded by the length of the literal, whatever its exponent.
    package func scaled(places: Int) -> Int64? {
        withLiteral { try? DecimalParts(number: $0)?.scaled(places: places).get() }
    }

    /// The number as it was written.
    package var literal: String { withLiteral { String(decoding: $0, as: UTF8.self) } }

    /// Hands the literal's bytes to `body`, which must not keep the buffer.
    package func withLiteral<R>(
        _ body: (UnsafeBufferPointer<UInt8>) throws -> R
    ) rethrows -> R {
        try document.bytes.withUnsafeBufferPointer {
            try body(UnsafeBufferPointer(rebasing: $0[range]))
        }
    }

    /// Whether both are written the same; `1.0` and `1` are different literals.
    package static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        left.withLiteral { left in right.withLiteral { ByteScan.same(left, $0) } }
    }
}
