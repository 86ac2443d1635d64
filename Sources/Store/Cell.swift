/// What a column can hold, whichever engine stores it.
@usableFromInline package enum Cell: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    /// A 128-bit identifier: a 16-byte blob in SQLite, `uuid` in PostgreSQL.
    case uuid(UInt64, UInt64)

    @inlinable
    package var isNull: Bool {
        if case .null = self { true } else { false }
    }
}

/// A statement's text with a slot number, so that connections find it prepared without hashing the text.
///
/// Make one per statement at start-up and keep it; slots are never given back.
package final class SQL: Sendable {
    package let text: String
    let slot: Int

    package init(_ text: String) {
        self.text = text
        slot = Slots.next()
    }
}
