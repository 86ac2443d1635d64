import Store

/// Something that clients create, read and change; its stored properties are its fields.
///
/// What a contributor writes: the properties, and whichever of the rules below differ from nothing.
package protocol Resource: Sendable {
    /// Plural kebab-case: the path, and with underscores the SQL table.
    static var name: String { get }
    /// What an event's type starts with, and what sentences call one record: `price_book`.
    static var singular: String { get }
    static var traits: ResourceTraits { get }
    /// Indices beyond those of references, unique and sortable fields: column names in order.
    static var indexes: [[String]] { get }
    /// What no two records share, beyond single fields with the trait `unique`.
    static var uniques: [Unique] { get }
    /// The reference whose record decides who sees this one, as a ticket does for its messages; nil when owners do.
    /// A record in which it is null is seen by all who may read the resource.
    static var sightThrough: String? { get }
    /// The text field that names the resource of the record that one is about: one is seen by who sees all of that
    /// resource. Nil when it is about none.
    static var sightByResource: String? { get }
    /// Filters of its list that are more than a comparison, by the name of their parameter.
    static var named: [String: NamedFilter] { get }
    static var table: TypedTable<Self> { get }
    init()

    /// Fills derived fields and checks what one field alone cannot; `before` is nil on create.
    ///
    /// Throws `Problem`. May change the record, and read and write others through the transaction. Runs also on what
    /// will be refused, to find all that is wrong: a rule that compares members asks `isSound` about them first.
    static func willSave(_ record: inout Record<Self>, before: Record<Self>?, in tx: Transaction)
        throws
    /// Consequences elsewhere, after the row is written.
    static func didSave(_ record: Record<Self>, before: Record<Self>?, in tx: Transaction) throws
    static func willDelete(_ record: Record<Self>, in tx: Transaction) throws
    /// Whether fields that are not `alwaysEditable` may change now: nil, or why not.
    static func refusesEdit(of record: Record<Self>) -> String?
}

extension Resource {
    /// The resource's own fields, where they stand.
    ///
    /// By address: a coroutine's `yield` copied the whole struct, and with it forty references, for each field that a rule
    /// looked at. The table keeps that memory for the length of the process.
    @inlinable
    package static var properties: Self {
        @inline(__always) unsafeAddress { table.properties }
    }
    package static var traits: ResourceTraits { [] }
    package static var indexes: [[String]] { [] }
    package static var uniques: [Unique] { [] }
    package static var sightThrough: String? { nil }
    package static var sightByResource: String? { nil }
    package static var named: [String: NamedFilter] { [:] }
    package static func willSave(
        _ record: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {}
    package static func didSave(
        _ record: Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {}
    package static func willDelete(_ record: Record<Self>, in tx: Transaction) throws {}
    package static func refusesEdit(of record: Record<Self>) -> String? { nil }
}

/// Columns that no two records which are not deleted share, held by the database whatever path a write takes.
///
/// Rules say it in better words before; null equals nothing.
package struct Unique: Sendable {
    package let columns: [String]
    /// SQL on the same table: the records that are meant.
    let condition: String?

    package init(_ columns: String..., where condition: String? = nil) {
        self.columns = columns
        self.condition = condition
    }
}

package struct ResourceTraits: OptionSet, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// People own its records: `owner_id`, `team_id`, and sight by them.
    package static let owned = ResourceTraits(rawValue: 1)
    /// `If-Match` is required to change it.
    package static let requiresMatch = ResourceTraits(rawValue: 2)
    /// Clients only read it.
    package static let readOnly = ResourceTraits(rawValue: 4)
    /// Written and read inside its parent; has no versions of its own.
    package static let child = ResourceTraits(rawValue: 8)
    /// Never deleted by clients.
    package static let permanent = ResourceTraits(rawValue: 16)
    /// Rows that only grow, such as messages and history: no updates by clients, no custom fields.
    package static let appendOnly = ResourceTraits(rawValue: 32)
    /// Leaves no entry in the feed and the audit trail, because it is one.
    package static let silent = ResourceTraits(rawValue: 64)
    /// No generic create: something else makes it.
    package static let noCreate = ResourceTraits(rawValue: 128)
    /// The body of an action: fields without storage.
    package static let form = ResourceTraits(rawValue: 512)
    /// Changing it may change what a credential or a request may do.
    package static let affectsAccess = ResourceTraits(rawValue: 256)
    /// Deleted for good: no restore, because what a credential could do must stay revoked.
    package static let final = ResourceTraits(rawValue: 1024)
    /// Rules keep what they read of it in memory: every change gives the resource a new generation (`Generations`).
    package static let cached = ResourceTraits(rawValue: 2048)
}

/// Fields that several resources have: a stored property of a resource that stands for its own stored properties.
///
/// A class, so that a rule that is generic over those resources takes one reference from a resource instead of all its
/// fields, and reaches each by a key path that is the same for all of them.
package protocol FieldGroup: AnyObject, Sendable {}

/// An array of rows that live inside one parent: an order's lines.
package protocol AnyOwned: Sendable {
    var spec: OwnedSpec { get }
}

package struct Owned<Child: Resource>: AnyOwned {
    package let spec: OwnedSpec

    package init(_ name: String, _: Child.Type, max: Int = 500, _ traits: FieldTraits = []) {
        spec = OwnedSpec(name: name, max: max, traits: traits, table: { Child.table })
    }
}

package final class OwnedSpec: @unchecked Sendable {
    package let name: String
    /// Rows one parent may have.
    package let max: Int
    package let traits: FieldTraits
    /// Place among the parent's collections.
    package internal(set) var ordinal = -1
    private let find: @Sendable () -> Table
    package var table: Table { find() }

    init(name: String, max: Int, traits: FieldTraits, table: @escaping @Sendable () -> Table) {
        self.name = name
        self.max = max
        self.traits = traits
        find = table
    }

    package var isWritable: Bool { !traits.contains(.readOnly) }
    /// Whether rows may change once the parent is there.
    package var isChangeable: Bool { isWritable && !traits.contains(.createOnly) }
}
