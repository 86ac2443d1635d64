import Schema

/// What a party is to us, for a time.
package struct PartyRoles: Resource {
    package static let name = "party-roles"
    package static let singular = "party_role"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let role = Field.choice("role", Role.self, .indexed)
    let scope = Field.text("scope", max: 100).optional
    let validFrom = Field.day("valid_from").optional
    let validUntil = Field.day("valid_until").optional

    package init() {}

    package enum Role: String, Word {
        case prospect, customer, agent, beneficiary, competitor, partner, employee, guarantor,
            supplier
    }
}

/// A way to reach a party.
package struct ContactPoints: Resource {
    package static let name = "contact-points"
    package static let singular = "contact_point"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let channel = Field.choice("channel", Channel.self)
    let value = Field.text("value", max: 320, .searchable).about("As it was given.")
    let normalized = Field.text("normalized", max: 320, [.readOnly, .indexed, .searchable]).optional
        .about("Lower-case for e-mail, E.164 for telephone numbers; null when it cannot be told.")
    let label = Field.text("label", max: 100).optional
    let isPrimary = Field.boolean("is_primary").default(false).filled()
        .about("The first of a channel is primary when none says so.")

    package init() {}

    package enum Channel: String, Word { case email, phone, mobile, fax, post, url, social }
}

/// Where a party is.
package struct Addresses: Resource {
    package static let name = "addresses"
    package static let singular = "address"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let type = Field.choice("type", of: ["billing", "shipping", "office", "home", "other"])
        .default("office")
    let line1 = Field.text("line1", max: 200)
    let line2 = Field.text("line2", max: 200).optional
    let city = Field.text("city", max: 100, .searchable).optional
    let region = Field.text("region", max: 100).optional
    let postalCode = Field.text("postal_code", max: 20, .searchable).optional
    let country = Field.country("country").optional
    let isPrimary = Field.boolean("is_primary").default(false).filled()

    package init() {}
}

/// What registers call a party: VAT, tax id, DUNS, GLN.
package struct PartyIdentifiers: Resource {
    package static let name = "party-identifiers"
    package static let singular = "party_identifier"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let scheme = Field.text("scheme", max: 50)
    let value = Field.text("value", max: 100, [.indexed, .searchable])

    package init() {}
}
