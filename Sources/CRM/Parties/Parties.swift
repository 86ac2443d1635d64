import API
import Schema
import Store

/// Organizations and people: customers, prospects, partners, competitors.
package struct Parties: Resource {
    package static let name = "parties"
    package static let singular = "party"
    package static let traits: ResourceTraits = .owned
    package static let table = TypedTable(Self())

    let kind = Field.choice("kind", Kind.self, .createOnly)
    let displayName = Field.text("display_name", max: 300, [.title, .sortable]).default("")
        .about("From the legal name, or given and family name, when it is left out.")
    let legalName = Field.text("legal_name", max: 300, .searchable).optional
    let givenName = Field.text("given_name", max: 100, .searchable).optional
    let familyName = Field.text("family_name", max: 100, .searchable).optional
    let jobTitle = Field.text("job_title", max: 200).optional
    let organization = Field.reference("organization_id", to: Parties.self).optional
        .about("Where a person works, or what an organization belongs to; its prices hold too.")
    let group = Field.reference("group_id", to: PartyGroups.self).optional
        .about("Customers who are priced alike; that of the organization above when left out.")
    let priceBook = Field.reference("price_book_id", to: PriceBooks.self).optional
        .about("Of its documents; that of the organization above, or of the group, when left out.")
    let industry = Field.text("industry", max: 100).optional
    let website = Field.url("website").optional
    let language = Field.language("language").optional
    let timeZone = Field.timeZone("time_zone").optional
    let country = Field.country("country", .indexed).optional
    let bornOn = Field.day("birth_on").optional
    let status = Field.status("status", Status.self, .indexed)
    let primaryEmail = Field.email("primary_email", [.readOnly, .indexed]).optional
    let primaryPhone = Field.phone("primary_phone", [.readOnly, .indexed]).optional
    let roles = Owned("roles", PartyRoles.self, max: 100)
    let contactPoints = Owned("contact_points", ContactPoints.self, max: 100)
    let addresses = Owned("addresses", Addresses.self, max: 100)
    let identifiers = Owned("identifiers", PartyIdentifiers.self, max: 100)

    package init() {}

    package enum Kind: String, Word { case organization, person }

    package enum Status: String, State {
        case active, inactive, merged, erased

        package static let initial = active
        /// Merging and erasure are verbs of their own.
        package static let automatic: Set<String> = ["merge", "erase"]

        package var event: String {
            switch self {
            case .active: "activated"
            case .inactive: "deactivated"
            case .merged, .erased: rawValue
            }
        }

        package var verbs: [String: Status] {
            switch self {
            case .active: ["deactivate": .inactive, "merge": .merged, "erase": .erased]
            case .inactive: ["activate": .active, "merge": .merged, "erase": .erased]
            case .merged, .erased: [:]
            }
        }
    }

    package static func refusesEdit(of party: Record<Parties>) -> String? {
        switch party.status {
        case .active, .inactive: nil
        case .merged: "The party was merged into another one."
        case .erased: "The party was erased."
        }
    }

    package static func willSave(
        _ party: inout Record<Parties>, before: Record<Parties>?, in tx: Transaction
    ) throws {
        if party.displayName.isEmpty { party.displayName = derivedName(party) }
        var faults: [Fault] = []
        if party.displayName.isEmpty,
            party.isSound(\.displayName, \.legalName, \.givenName, \.familyName)
        {
            faults.append(
                Fault(
                    pointer: "/display_name", code: .required,
                    message: "A party needs display_name, legal_name, given_name or family_name."))
        }
        normalize(&party, &faults)
        faults += roleFaults(party)
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }

    private static func derivedName(_ party: Record<Parties>) -> String {
        if let legal = party.legalName, !legal.isEmpty { return legal }
        return [party.givenName, party.familyName].compactMap { $0 }.filter { !$0.isEmpty }
            .joined(separator: " ")
    }
}
