import Schema
import Store

/// A party that looks like one about to be made, and why.
///
/// Scores add up to at most 100: an equal e-mail address 90, an equal telephone number 60, an equal
/// name 40. From 90 on it is taken for the same, from 60 on it may be. Only parties in the caller's
/// sight are looked at, because naming others would tell that they exist.
struct Duplicate {
    enum Reason: String, CaseIterable {
        case email, phone
        case displayName = "display_name"

        var score: Int64 {
            switch self {
            case .email: 90
            case .phone: 60
            case .displayName: 40
            }
        }
    }

    /// The score from which two parties are taken for one.
    static let certain: Int64 = 90

    let id: RecordID
    let reasons: Set<Reason>

    var score: Int64 { min(100, reasons.reduce(0) { $0 + $1.score }) }

    var value: Value {
        let words = Reason.allCases.filter(reasons.contains).map { Value.text($0.rawValue) }
        return .object([
            ("id", .id(id)), ("score", .integer(score)), ("reasons", .array(words)),
        ])
    }

    /// The stored parties that look like a new one, in no order.
    static func find(_ party: Record<Parties>, _ tx: Transaction) throws -> [Duplicate] {
        guard let sight = tx.access.sight("read", on: Parties.name) else { return [] }
        let clause = SightClause(Parties.table, sight, tx.access, alias: "p.")
        let condition = alive + (clause.map { " AND " + $0.sql } ?? "")
        let cells = clause?.cells ?? []
        var found: [RecordID: Set<Reason>] = [:]
        let points = Set(party.contactPoints.compactMap { normalized($0, party.country) })
        if !points.isEmpty {
            let marks = Array(repeating: "?", count: points.count).joined(separator: ", ")
            let sql = """
                SELECT p.id, c.channel FROM contact_points c JOIN parties p ON p.id = c.parent_id
                WHERE c.normalized IN (\(marks)) AND \(condition) LIMIT \(most)
                """
            try tx.query(text: sql, points.map(\.cell) + cells) { row in
                let isEmail = row.text(1) == ContactPoints.Channel.email.rawValue
                found[RecordID(row.uuid(0)), default: []].insert(isEmail ? .email : .phone)
            }
        }
        let name = name(of: party)
        if !name.isEmpty {
            let sql = """
                SELECT p.id FROM parties p
                WHERE p.display_name = ? AND \(condition) LIMIT \(most)
                """
            try tx.query(text: sql, [name.cell] + cells) { row in
                found[RecordID(row.uuid(0)), default: []].insert(.displayName)
            }
        }
        return found.map { Duplicate(id: $0.key, reasons: $0.value) }
    }

    private static let alive =
        "p.deleted_at IS NULL AND p.status <> 'merged' AND p.status <> 'erased'"
    private static let most = 100

    private static func normalized(_ point: Record<ContactPoints>, _ country: String?) -> String? {
        switch point.channel {
        case .email: Email.normalized(point.value)
        case .phone, .mobile, .fax: Phone.normalized(point.value, country: country)
        case .post, .url, .social: nil
        }
    }

    private static func name(of party: Record<Parties>) -> String {
        if !party.displayName.isEmpty { return party.displayName }
        if let legal = party.legalName, !legal.isEmpty { return legal }
        return [party.givenName, party.familyName].compactMap { $0 }.filter { !$0.isEmpty }
            .joined(separator: " ")
    }
}
