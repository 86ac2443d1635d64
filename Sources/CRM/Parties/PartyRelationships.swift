import API
import Schema
import Store

/// How two parties are connected: employment, subsidiary, referral.
package struct PartyRelationships: Resource {
    package static let name = "party-relationships"
    package static let singular = "party_relationship"
    package static let traits: ResourceTraits = .owned
    package static let table = TypedTable(Self())

    let type = Field.text("type", max: 60, [.sortable, .title])
        .about("What the first party is to the second: employee_of, subsidiary_of, spouse_of.")
    let from = Field.reference("from_party_id", to: Parties.self)
    let to = Field.reference("to_party_id", to: Parties.self)
    let title = Field.text("title", max: 200).optional
    let validFrom = Field.day("valid_from").optional
    let validUntil = Field.day("valid_until").optional

    package init() {}

    package static func willSave(
        _ link: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        var faults: [Fault] = []
        if link.from == link.to {
            faults.append(
                Fault(
                    pointer: "/to_party_id", code: .conflict,
                    message: "A party has no relationship with itself."))
        }
        if link.isSound(\.validFrom, \.validUntil) {
            faults += Validity(from: link.validFrom, until: link.validUntil).faults
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }
}
