/// A sheet and where its text stands, in points.
struct Paper {
    var sheetWidth: Double
    var sheetHeight: Double
    let left = 51.0
    var top = 51.0
    var bottom: Double

    /// What no document of 500 lines comes near.
    static let mostPages = 1_000
    static let margin = 51.0

    var width: Double { sheetWidth - 2 * left }

    init(_ size: PaperSize) {
        switch size {
        case .a4: (sheetWidth, sheetHeight) = (595.28, 841.89)
        case .letter: (sheetWidth, sheetHeight) = (612, 792)
        }
        bottom = sheetHeight - Self.margin
    }
}

/// ISO 216 A4, or the letter of ANSI Y14.1.
package enum PaperSize: String, Sendable, CaseIterable { case a4, letter }
