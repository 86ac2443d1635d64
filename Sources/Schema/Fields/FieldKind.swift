/// What a field can hold.
///
/// Every derivation is one file with one exhaustive `switch` over this enum, so a new kind does not compile until all
/// of them know it.
package enum FieldKind: Sendable {
    case id
    /// One line, at most so many characters.
    case text(max: Int)
    /// Several lines; neither sorted nor compared for equality.
    case longText(max: Int)
    case choice([String])
    /// Changes only along the machine's transitions.
    case status(StateMachine)
    case boolean
    case integer(min: Int64, max: Int64)
    /// Ten-thousandths of a unit of the record's `currency`, never negative in input.
    case money
    /// Millionths.
    case decimal(DecimalUse)
    case currency
    case country
    case language
    case timeZone
    case email
    case phone
    case url
    case day
    case instant
    /// The id of a record of the named resource or owned collection.
    case reference(to: String)
    /// The id of a user or API key; not a foreign key, for it outlives both.
    case actor
    /// A record of any resource, `{"resource", "id"}`; stored as `resource/id`.
    case link
    /// An array of short strings, stored as JSON.
    case labels(max: Int)
    case externalIDs
    case custom
    /// Clear text on the way in, a salted hash in the column, never on the way out.
    case password
    /// A JSON object whose shape its owner checks.
    case object
    /// A JSON array of objects that rules write; the form declares their members.
    case objects(Table)
}

/// What every password keeps to.
package enum PasswordLength {
    /// Characters.
    package static let fewest = 10
    package static let mostBytes = 1_024
}

/// What a decimal is for: its range in input and its decimals in output.
package enum DecimalUse: Sendable {
    /// Greater than 0.
    case quantity
    /// 0 or more.
    case minimumQuantity
    /// 0 or more, shown with at least the currency's decimals.
    case unitPrice
    /// 0 to 100.
    case percent
}

package struct FieldTraits: OptionSet, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Found by `q=`.
    package static let searchable = FieldTraits(rawValue: 1)
    /// The record's name to people: weighs more in `q=`, is shown in global search.
    package static let title = FieldTraits(rawValue: 2)
    package static let sortable = FieldTraits(rawValue: 4)
    /// No two records that are not deleted share a value.
    package static let unique = FieldTraits(rawValue: 8)
    /// Never taken from a request; rules set it.
    package static let readOnly = FieldTraits(rawValue: 16)
    /// Taken on create only.
    package static let createOnly = FieldTraits(rawValue: 32)
    /// Never shown and never taken.
    package static let hidden = FieldTraits(rawValue: 64)
    /// A record that is referred to by this field may be deleted all the same.
    package static let weak = FieldTraits(rawValue: 128)
    /// Stays editable when the record's status forbids editing.
    package static let alwaysEditable = FieldTraits(rawValue: 256)
    /// Has an index although it is neither sortable nor a reference.
    package static let indexed = FieldTraits(rawValue: 512)
    /// Kept out of audit values: personal secrets.
    package static let secret = FieldTraits(rawValue: 1024)
    /// A rule gives it a value when it has none; see `Field.filled(after:)`.
    package static let filled = FieldTraits(rawValue: 2048)
    /// Goes along when a record is copied, although no client writes it.
    package static let carried = FieldTraits(rawValue: 4096)
}
