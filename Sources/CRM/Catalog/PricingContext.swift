import Schema
import Store

/// What a document's prices depend on beside its own fields.
struct PricingContext {
    var party: ID<Parties>?
    /// Where the goods go, which decides the tax.
    var country: String?
    /// Where they went until now, when they went somewhere else: rates that were taken from there are taken anew.
    var formerCountry: String?
    var channel: Orders.Channel
    /// When prices and rates are taken.
    var day: Day
    /// Lets lines through whose product was discontinued after they were agreed.
    var isCopy = false
    /// Whether coupons that were named before are judged again: while a document changes nothing about its standing, what
    /// ran out since is refused only when it binds.
    var judgesCoupons = true
    /// Whether the tax stays as it was decided: in an amendment that is about something else.
    var keepsTax = false
    /// Whose own uses of coupons do not count against it.
    var order: ID<Orders>?

    /// Notes where the goods went before, when a document that is changed sends them to another party.
    mutating func noteFormer(
        _ before: ID<Parties>?, now: ID<Parties>?, in tx: Transaction
    ) throws {
        guard let before, before != now else { return }
        let former = try tx.country(of: before)
        if former != country { formerCountry = former }
    }
}

/// A party as pricing sees it.
struct PartyProfile {
    /// The party and the organizations above it, nearest first.
    var above: [RecordID] = []
    /// The nearest one's.
    var group: RecordID?
    var book: RecordID?
    var groupBook: RecordID?

    init() {}

    /// Goes up one look-up by key for each organization; most parties have none above them, or one.
    init(_ party: RecordID, in tx: Transaction) throws {
        var next: RecordID? = party
        while let id = next, above.count <= Self.mostAbove {
            next = nil
            try tx.query(Self.one, [id.cell]) { row in
                above.append(id)
                if group == nil, !row.isNull(0) {
                    group = RecordID(row.uuid(0))
                    if !row.isNull(3) { groupBook = RecordID(row.uuid(3)) }
                }
                if book == nil, !row.isNull(1) { book = RecordID(row.uuid(1)) }
                if !row.isNull(2) { next = RecordID(row.uuid(2)) }
            }
        }
    }

    private static let mostAbove = 20
    private static let one = SQL(
        """
        SELECT p.group_id, p.price_book_id, p.organization_id, g.price_book_id FROM parties p
        LEFT JOIN party_groups g ON g.id = p.group_id AND g.deleted_at IS NULL WHERE p.id = ?
        """)

    /// The roles that a party has on a day.
    static func roles(of party: RecordID, on day: Day, in tx: Transaction) throws -> Set<String> {
        var found: Set<String> = []
        try tx.query(rolesOn, [party.cell, day.cell, day.cell]) { found.insert($0.text(0)) }
        return found
    }

    private static let rolesOn = SQL(
        """
        SELECT role FROM party_roles WHERE parent_id = ?
            AND (valid_from IS NULL OR valid_from <= ?)
            AND (valid_until IS NULL OR valid_until >= ?)
        """)
}
