import API
import Schema
import Store

/// Groups of users, in a tree: sight by team follows it.
package struct Teams: Resource {
    package static let name = "teams"
    package static let singular = "team"
    package static let traits: ResourceTraits = .affectsAccess
    package static let table = TypedTable(Self())

    let name = Field.text("name", max: 200, [.title, .sortable, .unique])
    let parent = Field.reference("parent_id", to: Teams.self).optional

    package init() {}

    package static func willSave(
        _ team: inout Record<Teams>, before: Record<Teams>?, in tx: Transaction
    ) throws {
        guard let before, team.parent != nil, team.parent != before.parent else { return }
        // Those above a team see its records: whoever puts it there gives them that sight.
        guard
            tx.access.teamTree.contains(team.row.id)
                || Roles.isAdministrative(tx.access, tx.attached.registry)
        else {
            throw Problem(
                .forbidden, "Only an administrator moves a team that is not below your own.")
        }
    }

    private static let descendants = SQL(
        """
        WITH RECURSIVE below (id) AS (
            SELECT id FROM teams WHERE id = ?
            UNION SELECT t.id FROM teams t JOIN below b ON t.parent_id = b.id WHERE t.deleted_at IS NULL)
        SELECT id FROM below
        """)

    /// A team and all teams below it.
    static func tree(below team: RecordID, _ tx: Transaction) throws -> [RecordID] {
        var found: [RecordID] = []
        try tx.query(descendants, [team.cell]) { found.append(RecordID($0.uuid(0))) }
        return found
    }
}
