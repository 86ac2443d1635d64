/// One value, or one member's name, on the tape: twelve bytes.
struct Token: Sendable {
    /// What a token stands for; all eight raw values are used, so that three bits hold one.
    enum Kind: UInt8 {
        case null, `false`, `true`, number, plainString, escapedString, array, object
    }

    /// The first byte of the value in the text; a string's is its opening quote.
    let offset: UInt32

    /// How far the value reaches.
    ///
    /// Of a string or number, its bytes in the text (without quotes). Of an array or object, the
    /// tape index after its last descendant; while it is still open, the index of its parent.
    var extent: UInt32

    /// The count of elements or members above, the kind in the lowest three bits.
    private var packed: UInt32

    init(_ kind: Kind, offset: Int, extent: Int) {
        self.offset = UInt32(truncatingIfNeeded: offset)
        self.extent = UInt32(truncatingIfNeeded: extent)
        packed = UInt32(kind.rawValue)
    }

    var kind: Kind { Kind(rawValue: UInt8(truncatingIfNeeded: packed & 7)) ?? .null }

    var count: Int { Int(packed >> 3) }

    mutating func countOneMore() { packed &+= 8 }

    var isContainer: Bool { packed & 7 >= UInt32(Kind.array.rawValue) }

    var isString: Bool { kind == .plainString || kind == .escapedString }

    /// Where the bytes of a string (between its quotes) or of a number stand in the text.
    var range: Range<Int> {
        let start = Int(offset) + (isString ? 1 : 0)
        return start..<start + Int(extent)
    }

    /// The tape index after this value, which stands at `index`.
    func end(at index: Int) -> Int { isContainer ? Int(extent) : index + 1 }
}
