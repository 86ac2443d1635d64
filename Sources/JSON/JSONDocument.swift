/// A parsed text: its bytes, and a flat tape with twelve bytes for every value and every name.
///
/// The tape lists values in the order of the text. An array is followed by its elements, an object
/// by name, value, name, value; the token of either says how many there are and where on the tape
/// the next thing after it stands, so that a value is passed over in one step. Strings and numbers
/// stay in the text until somebody asks. Everything that can be wrong with a text is found when it
/// is parsed: nothing that reads a document can fail afterwards.
package final class JSONDocument: Sendable {
    @usableFromInline let bytes: [UInt8]
    let tape: [Token]

    /// Parses one JSON text: RFC 8259 strictly, and besides no byte order mark, no two equal names
    /// in one object, no lone surrogates, well-formed UTF-8 only, and at most 256 MiB.
    ///
    /// Arrays and objects may lie `maximumDepth` deep, a lone one counting 1. Linear in the text.
    package init(_ bytes: [UInt8], maximumDepth: Int = 64) throws(JSONError) {
        self.bytes = bytes
        tape = try bytes.withUnsafeBufferPointer { text throws(JSONError) -> [Token] in
            var parser = Parser(text, maximumDepth: maximumDepth)
            try parser.parse()
            return parser.tape
        }
    }

    /// Bytes of memory beside those of the text.
    var tapeSize: Int { tape.count * MemoryLayout<Token>.stride }

    /// The value that the text is.
    package var root: JSONNode { JSONNode(document: self, index: 0) }
}
