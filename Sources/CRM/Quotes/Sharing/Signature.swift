import API
import Schema

/// A name that was typed, or lines that were drawn.
struct Signature: Sendable {
    static let longest = 20_000

    let kind: QuoteResponses.SignatureKind
    let text: String

    var digest: String { Token.digest(of: text) }

    /// The typed name unless something was drawn; nil for what is no drawing.
    init?(name: String, drawing: String?) {
        guard let drawing, !drawing.isEmpty else {
            (kind, text) = (.typed, name)
            return
        }
        guard drawing.utf8.count <= Self.longest, Self.isDrawn(drawing) else { return nil }
        (kind, text) = (.drawn, drawing)
    }

    /// Whether a path moves to points and draws a line from at least one of them: `M10 20L30 40`.
    private static func isDrawn(_ path: String) -> Bool {
        guard path.utf8.first == UInt8(ascii: "M") else { return false }
        var isDrawn = false
        for move in path.dropFirst().split(separator: "M", omittingEmptySubsequences: false) {
            let points = move.split(separator: "L", omittingEmptySubsequences: false)
            guard points.allSatisfy(isPoint) else { return false }
            if points.count > 1 { isDrawn = true }
        }
        return isDrawn
    }

    /// Two numbers.
    private static func isPoint(_ text: Substring) -> Bool {
        let numbers = text.split(separator: " ")
        return numbers.count == 2
            && numbers.allSatisfy { number in
                number.utf8.contains { $0 != UInt8(ascii: ".") }
                    && number.utf8.allSatisfy { byte in
                        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                            || byte == UInt8(ascii: ".")
                    }
            }
    }
}
