import API
import Schema
import Store

/// Turns an open lead into an account, a contact and an opportunity, all at once or not at all.
///
/// A second conversion of the same lead answers what the first one answered and does nothing.
struct ConvertLead: Action {
    static let route = Route(
        .post, "/v1/leads/{id}/convert", "Convert one lead", on: Leads.table, right: "convert",
        returns: shape)

    let account = Field.object("account").optional.default("{}").about(
        #"{"id"}, or {"create"} with the fields of a party, or null; company_name's by itself."#)
    let contact = Field.object("contact").optional.default("{}").about(
        #"{"id"}, or {"create"} with the fields of a person, or null; the names' by itself."#)
    let opportunity = Field.object("opportunity").optional.default("{}").about(
        #"{"id"}, or {"create"} with the fields of an opportunity, or null; made by itself."#)
    let owner = Field.reference("owner_id", to: Users.self).optional
        .about("Of what is created; the lead's owner when it is left out.")
    let activities = Field.choice("move_activities", Conversion.ActivityPolicy.self).default(.move)
        .about("What becomes of the lead's activities.")
    let duplicates = Field.choice("duplicate_policy", Conversion.Duplicates.self).default(.warn)
        .about("block refuses when a party looks like one to be created by 90 of 100.")

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let lead = try call.tx.find(Leads.self, call.id(Leads.self))
        if let first = lead.conversion { return .value(.encoded(Array(first.utf8))) }
        try Leads.require("convert", of: lead)
        var faults: [Fault] = []
        let conversion = Conversion(
            lead: lead,
            account: try call.draft(\.account, from: lead.blankAccount, &faults),
            contact: try call.draft(\.contact, from: lead.blankContact, &faults),
            opportunity: try call.draft(\.opportunity, from: lead.blankOpportunity, &faults),
            ownerID: call.owner?.rawValue, activities: call.activities,
            duplicatePolicy: call.duplicates)
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        return .value(.encoded(try conversion.run(in: call.tx)))
    }

    private static let shape: Shape = .object([
        ("lead_id", .scalar(.id)), ("party_id", .optional(.scalar(.id))),
        ("contact_id", .optional(.scalar(.id))),
        ("opportunity_id", .optional(.scalar(.id))), ("created", .array(.scalar(.link))),
        ("linked", .array(.scalar(.link))), ("updated", .array(.scalar(.link))),
        (
            "duplicates",
            .array(
                .object([
                    ("id", .scalar(.id)), ("score", .scalar(.integer(min: 1, max: 100))),
                    (
                        "reasons",
                        .array(.scalar(.choice(Duplicate.Reason.allCases.map(\.rawValue))))
                    ),
                ]))
        ),
    ])
}
