import Schema
import Store

/// What a document's prices depend on beside its own fields.
struct PricingContext {
    var party: ID<Parties>?
    /// Where the goods go, which decides the tax.
    var country: String?
    var channel: Orders.Channel
    /// When prices and rates are taken.
    var day: Day
    /// Lets lines through whose product was discontinued after they were agreed.
    var isCopy = false
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

    init(_ party: RecordID, in tx: Transaction) throws {
        try tx.query(Self.chain, [party.cell]) { row in
            above.append(RecordID(row.uuid(0)))
            if group == nil, !row.isNull(1) {
                group = RecordID(row.uuid(1))
                if !row.isNull(3) { groupBook = RecordID(row.uuid(3)) }
            }
            if book == nil, !row.isNull(2) { book = RecordID(row.uuid(2)) }
        }
    }

    private static let chain = SQL(
        """
        WITH RECURSIVE above (id, group_id, price_book_id, parent_id, height) AS (
            SELECT id, group_id, price_book_id, organization_id, 0 FROM parties WHERE id = ?
            UNION ALL
            SELECT p.id, p.group_id, p.price_book_id, p.organization_id, a.height + 1
            FROM parties p JOIN above a ON p.id = a.parent_id WHERE a.height < 20)
        SELECT a.id, a.group_id, a.price_book_id, g.price_book_id FROM above a
        LEFT JOIN party_groups g ON g.id = a.group_id AND g.deleted_at IS NULL ORDER BY a.height
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
