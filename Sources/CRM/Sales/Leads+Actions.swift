import API
import Schema

/// Gives a lead up, and says why.
struct DisqualifyLead: Action {
    static let route = Route(
        .post, "/v1/leads/{id}/disqualify", "Disqualify one lead", on: Leads.table,
        right: "disqualify", returns: .record(Leads.table))

    let reason = Field.text("reason", max: 500)

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let lead = try call.tx.find(Leads.self, call.id(Leads.self))
        try Leads.require("disqualify", of: lead)
        try call.tx.update(lead) {
            $0.status = .disqualified
            $0.disqualifiedReason = call.reason
        }
        return .record(lead.id)
    }
}

extension Leads {
    /// Throws `illegal_transition` when the lead's status does not allow the verb.
    static func require(_ verb: String, of lead: Record<Leads>) throws {
        guard lead.status.verbs[verb] == nil, let machine = table.machine else { return }
        throw Problem.cannot(verb, table, machine, from: lead.status.rawValue)
    }
}
