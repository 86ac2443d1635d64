/// Turns a text into the tape, refusing whatever RFC 8259 does not allow.
///
/// One pass, left to right, over bytes. Each step looks at the byte at `position`, appends at most
/// one token and says which step comes next; there is no recursion, so the depth of a text costs
/// no stack. The open containers are a list threaded through the tape: while a container is open,
/// its token's `extent` holds the tape index of its parent, and when it closes that becomes the
/// index after its last descendant. So a parse allocates the tape and nothing else, except for the
/// scratch of `DuplicateNames`.
///
/// Rejected: a recursive descent (hostile depth overflows the stack), values as an enum tree (an
/// allocation per value, and all strings copied), a table of structural characters built first
/// with vector instructions (twice as fast on megabytes, but request bodies are a few kilobytes).
///
/// Invariants:
/// - `position` only grows, and each byte is looked at a bounded number of times: strings once here
///   and names once more when their object closes. Time is linear in the text.
/// - A token is appended only for a value or a name that is complete and checked, or for a
///   container that just opened; the tape has at most one token for every two bytes, plus one.
/// - `text` may be indexed only below `text.count`: every read is guarded, there is no sentinel.
struct Parser: ~Copyable {
    /// What the grammar expects at `position`; after each of them white space may come.
    enum Step { case value, name, separator, end }

    static let maximumLength = 1 << 28
    static let outside = -1

    let text: UnsafeBufferPointer<UInt8>
    let maximumDepth: Int
    var position = 0
    var tape: [Token] = []
    private var container = Parser.outside
    private var depth = 0
    private var names = DuplicateNames()

    init(_ text: UnsafeBufferPointer<UInt8>, maximumDepth: Int) {
        self.text = text
        self.maximumDepth = maximumDepth
        tape.reserveCapacity(text.count / 8 + 8)
    }

    mutating func parse() throws(JSONError) {
        guard text.count <= Parser.maximumLength else {
            throw error(
                at: Parser.maximumLength,
                "the text is longer than \(Parser.maximumLength) bytes")
        }
        if text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF {
            throw error(at: 0, "the text begins with a byte order mark")
        }
        var step = Step.value
        while true {
            skipWhitespace()
            switch step {
            case .value: step = try value()
            case .name: step = try name()
            case .separator: step = try separator()
            case .end:
                guard position == text.count else {
                    throw error(at: position, "something follows the end of the value")
                }
                return
            }
        }
    }

    @inline(__always)
    private mutating func skipWhitespace() {
        while position < text.count {
            switch text[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position &+= 1
            default: return
            }
        }
    }

    @inline(__always)
    private mutating func value() throws(JSONError) -> Step {
        guard position < text.count else { throw ended("where a value should be") }
        switch text[position] {
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        case UInt8(ascii: "{"): return try begin(.object)
        case UInt8(ascii: "["): return try begin(.array)
        case UInt8(ascii: "t"): try literal("true", .true)
        case UInt8(ascii: "f"): try literal("false", .false)
        case UInt8(ascii: "n"): try literal("null", .null)
        default: throw error(at: position, "a value should be here")
        }
        return container == Parser.outside ? .end : .separator
    }

    /// Opens a container, and closes it at once when it is empty.
    private mutating func begin(_ kind: Token.Kind) throws(JSONError) -> Step {
        guard depth < maximumDepth else {
            throw error(at: position, "the nesting is deeper than \(maximumDepth)")
        }
        depth += 1
        tape.append(Token(kind, offset: position, extent: container))
        container = tape.count - 1
        position += 1
        skipWhitespace()
        let (closing, first): (UInt8, Step) =
            kind == .object ? (UInt8(ascii: "}"), .name) : (UInt8(ascii: "]"), .value)
        guard position < text.count, text[position] == closing else { return first }
        return close()
    }

    /// Closes the innermost container at its closing bracket.
    private mutating func close() -> Step {
        position += 1
        depth -= 1
        let parent = Int(Int32(bitPattern: tape[container].extent))
        tape[container].extent = UInt32(truncatingIfNeeded: tape.count)
        container = parent
        return parent == Parser.outside ? .end : .separator
    }

    /// Reads a member's name and its colon.
    @inline(__always)
    private mutating func name() throws(JSONError) -> Step {
        guard position < text.count else { throw ended("where a name should be") }
        guard text[position] == UInt8(ascii: "\"") else {
            throw error(at: position, "a name in double quotes should be here")
        }
        try string()
        skipWhitespace()
        guard position < text.count else { throw ended("after a name") }
        guard text[position] == UInt8(ascii: ":") else {
            throw error(at: position, "a colon should be here")
        }
        position &+= 1
        return .value
    }

    /// Counts the value that just ended in its container; then a comma or the container's end.
    @inline(__always)
    private mutating func separator() throws(JSONError) -> Step {
        let isObject = tape[container].kind == .object
        tape[container].countOneMore()
        guard position < text.count else {
            throw ended(isObject ? "inside an object" : "inside an array")
        }
        let byte = text[position]
        if byte == UInt8(ascii: ",") {
            position &+= 1
            return isObject ? .name : .value
        }
        guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
            let expected =
                isObject ? "a comma or the end of the object" : "a comma or the end of the array"
            throw error(at: position, expected + " should be here")
        }
        if isObject, let offset = names.find(inObjectAt: container, of: tape, text: text) {
            throw error(at: offset, "a name occurs twice in one object")
        }
        return close()
    }

    private mutating func literal(_ word: StaticString, _ kind: Token.Kind) throws(JSONError) {
        let length = word.utf8CodeUnitCount
        for index in 0..<length {
            guard position + index < text.count else { throw ended("inside a literal") }
            guard text[position + index] == word.utf8Start[index] else {
                throw error(at: position, "a value should be here")
            }
        }
        tape.append(Token(kind, offset: position, extent: length))
        position += length
    }

    @inline(never)
    func error(at offset: Int, _ reason: String) -> JSONError {
        JSONError(offset: offset, reason: reason)
    }

    @inline(never)
    func ended(_ place: String) -> JSONError {
        JSONError(offset: text.count, reason: "the text ends " + place)
    }
}
