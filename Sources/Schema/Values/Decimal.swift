import JSON

/// An exact decimal number with six places, for unit prices, quantities, rates and percentages.
///
/// The range is that of `Int64` millionths, about ±9.2 × 10¹².
package struct Decimal: Hashable, Comparable, Sendable {
    /// The number; 2.5 is 2,500,000.
    package var millionths: Int64

    /// A number from its stored form.
    package init(millionths: Int64) { self.millionths = millionths }

    /// A whole number; one beyond the range becomes the nearest end of it.
    package init(_ integer: Int64) {
        let product = Int128(integer) * Int128(Self.scale)
        self.init(millionths: Int64(clamping: product))
    }

    /// 0.
    package static let zero = Decimal(0)
    /// 1, the usual quantity.
    package static let one = Decimal(1)
    /// 100, the whole in percent.
    package static let hundred = Decimal(100)

    /// The millionths in one.
    package static let scale: Int64 = 1_000_000

    package static func < (left: Decimal, right: Decimal) -> Bool {
        left.millionths < right.millionths
    }

    /// The number as `-2.5`: at least `places` decimals, more where exactness needs them.
    package func text(places: Int) -> String {
        DecimalDigits.text(millionths, places: 6, atLeast: min(max(places, 0), 6))
    }
}
