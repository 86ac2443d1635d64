/// One value of a document: a view that keeps the document alive and copies nothing.
///
/// An accessor of another kind than the value's answers nil (or an empty sequence); nothing is
/// ever converted: `"5"` is no number and `1` is no boolean.
package struct JSONNode: Sendable {
    /// The six kinds of JSON value.
    package enum Kind: Sendable { case null, bool, number, string, array, object }

    @usableFromInline let document: JSONDocument
    let index: Int

    var token: Token { document.tape[index] }

    /// Bytes of memory that the whole document takes beside those of its text.
    package var tapeSize: Int { document.tapeSize }

    /// What kind of value this is.
    package var kind: Kind {
        switch token.kind {
        case .null: .null
        case .false, .true: .bool
        case .number: .number
        case .plainString, .escapedString: .string
        case .array: .array
        case .object: .object
        }
    }

    /// Whether the value is `null`.
    package var isNull: Bool { token.kind == .null }

    /// The boolean, nil when the value is none.
    package var bool: Bool? {
        switch token.kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// The string with its escapes resolved, nil when the value is none.
    package var string: String? { withText { String(decoding: $0, as: UTF8.self) } }

    /// The number as it was written, nil when the value is none.
    package var number: JSONNumber? {
        token.kind == .number ? JSONNumber(document: document, range: token.range) : nil
    }

    /// The number when it is exactly an integer that fits (`1.0` and `1e2` are), else nil.
    package var integer: Int64? { number?.scaled(places: 0) }

    /// How many elements or members there are; 0 for what has none.
    package var count: Int { token.count }

    /// Where the value begins in the text, in bytes.
    package var offset: Int { Int(token.offset) }

    /// Hands the string's UTF-8, escapes resolved, to `body`; nil when the value is no string.
    ///
    /// No `String` is made. The buffer must not leave `body`.
    @inlinable
    package func withText<R>(
        _ body: (UnsafeBufferPointer<UInt8>) throws -> R
    ) rethrows -> R? {
        guard let (range, isEscaped) = textRange else { return nil }
        guard isEscaped else {
            return try document.bytes.withUnsafeBufferPointer {
                try body(UnsafeBufferPointer(rebasing: $0[range]))
            }
        }
        return try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: range.count) { buffer in
            let count = unescape(range, into: buffer)
            return try body(UnsafeBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// As `withText`, for a body that keeps its result itself: nothing looks up that result's type at run time.
    ///
    /// False when the value is no string.
    package func readText(_ body: (UnsafeBufferPointer<UInt8>) -> Void) -> Bool {
        withText(body) != nil
    }

    @usableFromInline var textRange: (Range<Int>, isEscaped: Bool)? {
        let token = token
        return token.isString ? (token.range, token.kind == .escapedString) : nil
    }

    @usableFromInline
    func unescape(_ range: Range<Int>, into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        document.bytes.withUnsafeBufferPointer {
            EscapedText.unescape(UnsafeBufferPointer(rebasing: $0[range]), into: buffer)
        }
    }
}
