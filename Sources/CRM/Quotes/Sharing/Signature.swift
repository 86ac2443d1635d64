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
        let isPath = drawing.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "M"), UInt8(ascii: "L"),
                UInt8(ascii: " "), UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isPath, drawing.utf8.count <= Self.longest, drawing.utf8.first == UInt8(ascii: "M")
        else { return nil }
        (kind, text) = (.drawn, drawing)
    }
}
