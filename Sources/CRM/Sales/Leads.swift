import Schema
import Store

/// Interest that nobody has qualified yet: a name, a company or only a number to call.
///
/// A lead ends by being converted into a party and an opportunity, or disqualified; a disqualified
/// one comes back with `work`, a converted one does not.
package struct Leads: Resource {
    package static let name = "leads"
    package static let singular = "lead"
    package static let traits: ResourceTraits = .owned
    package static let indexes = [["status", "created_at"]]
    package static let table = TypedTable(Self())

    let displayName = Field.text("display_name", max: 300, [.readOnly, .title, .sortable]).default(
        ""
    )
    .about("The person's name, else the company, the e-mail address or the telephone number.")
    let givenName = Field.text("given_name", max: 100).optional
    let familyName = Field.text("family_name", max: 100).optional
    let companyName = Field.text("company_name", max: 300, [.searchable, .sortable]).optional
    let jobTitle = Field.text("job_title", max: 200).optional
    let email = Field.email("email", [.searchable, .indexed]).optional
    let phone = Field.phone("phone", .searchable).optional
    let phoneNormalized = Field.phone("phone_normalized", [.readOnly, .indexed, .searchable])
        .optional
        .about("E.164; null when the number's country cannot be told.")
    let website = Field.url("website").optional
    let country = Field.country("country", .indexed).optional
    let language = Field.language("language").optional
    let source = Field.text("source", max: 100, .indexed).optional
    let status = Field.status("status", Status.self)
    let rating = Field.choice("rating", Rating.self, .indexed).optional
    let estimatedAmount = Field.money("estimated_amount", .sortable).optional
    let currency = Field.currency("currency", .filled).optional.about(
        "The installation's when it is left out.")
    let description = Field.longText("description").optional
    let disqualifiedReason = Field.text("disqualified_reason", max: 500, .readOnly).optional
    let party = Field.reference("party_id", to: Parties.self, [.readOnly, .weak]).optional
        .about("What it was converted into: the account or, without one, the person.")
    let contact = Field.reference("contact_id", to: Parties.self, [.readOnly, .weak]).optional
    let opportunity = Field.reference("opportunity_id", to: Opportunities.self, [.readOnly, .weak])
        .optional
    let convertedAt = Field.instant("converted_at", [.readOnly, .sortable]).optional
    /// The answer of the conversion, which a second one gives again.
    let conversion = Field.object("conversion", [.readOnly, .hidden]).optional

    package init() {}

    package enum Rating: String, Word { case hot, warm, cold }

    package enum Status: String, State {
        case new, working, nurturing, qualified, converted, disqualified

        package static let initial = new
        /// How any open lead ends.
        private static let exits: [String: Status] = [
            "disqualify": .disqualified, "convert": .converted,
        ]

        package var event: String {
            switch self {
            case .working: "worked"
            case .nurturing: "nurtured"
            case .new, .qualified, .converted, .disqualified: rawValue
            }
        }

        package var verbs: [String: Status] {
            switch self {
            case .new:
                Self.exits.merging(
                    ["work": .working, "nurture": .nurturing, "qualify": .qualified]) { $1 }
            case .working:
                Self.exits.merging(["nurture": .nurturing, "qualify": .qualified]) { $1 }
            case .nurturing: Self.exits.merging(["work": .working, "qualify": .qualified]) { $1 }
            case .qualified: Self.exits.merging(["work": .working, "nurture": .nurturing]) { $1 }
            case .disqualified: ["work": .working]
            case .converted: [:]
            }
        }
    }

    package static func refusesEdit(of lead: Record<Leads>) -> String? {
        lead.status == .converted ? "The lead was converted; edit what it was converted into." : nil
    }

    package static func willSave(
        _ lead: inout Record<Leads>, before: Record<Leads>?, in tx: Transaction
    ) throws {
        lead.currency = lead.currency ?? tx.settings.currency
        lead.phoneNormalized = lead.phone.flatMap { Phone.normalized($0, country: lead.country) }
        lead.displayName = name(of: lead)
        if lead.status != .disqualified { lead.disqualifiedReason = nil }
        guard lead.isSound(\.familyName, \.companyName, \.email, \.phone) else { return }
        let isKnown = [lead.familyName, lead.companyName, lead.email, lead.phone].contains(
            where: isSaid)
        guard isKnown else {
            throw Problem.invalid(
                "/family_name", .required,
                "A lead needs family_name, company_name, email or phone.")
        }
    }

    private static func isSaid(_ text: String?) -> Bool {
        text?.utf8.contains { $0 != 0x20 } ?? false
    }

    /// The person's name as people write it; empty when none is known.
    static func personName(of lead: Record<Leads>) -> String {
        [lead.givenName, lead.familyName].compactMap { $0 }.filter { isSaid($0) }
            .joined(separator: " ")
    }

    private static func name(of lead: Record<Leads>) -> String {
        let candidates = [personName(of: lead), lead.companyName, lead.email, lead.phone]
        return candidates.compactMap { $0 }.first(where: isSaid) ?? ""
    }

    /// The company's name; nil when there is none.
    static func company(of lead: Record<Leads>) -> String? {
        isSaid(lead.companyName) ? lead.companyName : nil
    }
}
