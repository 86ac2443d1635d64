// Converting a lead.
//
// Three records may come of it: an account (usually an organization), a contact (a person) and an
// opportunity. For each of them the request names an existing record, describes a new one, says
// that there shall be none, or says nothing; then the lead itself decides:
// - an account is made when the lead has a company;
// - a contact is made when the lead has a person's name, or has only an e-mail address or a number
//   and no new account to carry it;
// - an opportunity is always made.
// What the request describes is laid over what the lead knows, so that
// `{"create": {"industry": "Food"}}` is enough. E-mail address and number go to the person; to the
// account only when there is no person.
//
// Everything is checked before anything is written, and the whole runs in the request's
// transaction. The answer is kept with the lead, because "what did the first conversion do" cannot
// be told from the records later.

import API
import Schema
import Store

/// One conversion: what shall become of a lead.
struct Conversion {
    /// What becomes of the activities that are about the lead.
    enum ActivityPolicy: String, Word {
        /// They are about the opportunity from now on or, without one, about the party.
        case move
        /// The opportunity or party gets copies.
        case copy
        case keep
    }

    /// What becomes of the request when a party looks like one that it would make.
    enum Duplicates: String, Word { case block, warn, ignore }

    let lead: Record<Leads>
    var account: Draft<Parties>
    var contact: Draft<Parties>
    var opportunity: Draft<Opportunities>
    /// The owner of what is created; the lead's when nil.
    let ownerID: RecordID?
    let activities: ActivityPolicy
    let duplicatePolicy: Duplicates

    /// Converts the lead and gives the answer as JSON.
    ///
    /// Throws `validation_failed` with pointers into the request's body, `duplicate_suspected`, and
    /// `forbidden` when the role may not create what the conversion needs.
    func run(in tx: Transaction) throws -> [UInt8] {
        var plan = self
        plan.decide()
        try plan.check(tx)
        let duplicates = try plan.duplicates(tx)
        var result = ConversionResult(lead: lead.id, duplicates: duplicates)
        try plan.makeAccount(&result, tx)
        try plan.makeContact(&result, tx)
        try plan.makeOpportunity(&result, tx)
        try plan.carryActivities(&result, tx)
        let answer = result.value.encoded
        try tx.update(lead) {
            $0.status = .converted
            $0.convertedAt = tx.now
            $0.party = result.party
            $0.contact = result.contact
            $0.opportunity = result.opportunity
            $0.conversion = String(decoding: answer, as: UTF8.self)
        }
        return answer
    }

    // MARK: Deciding

    /// Replaces what the request left open by what the lead suggests.
    private mutating func decide() {
        if case .unsaid = account {
            account = Leads.company(of: lead) == nil ? .none : .new(lead.blankAccount)
        }
        if case .unsaid = contact {
            let hasPoint = lead.email != nil || lead.phone != nil
            let isNeeded = !Leads.personName(of: lead).isEmpty || (hasPoint && !account.isNew)
            contact = isNeeded ? .new(lead.blankContact) : .none
        }
        if case .unsaid = opportunity { opportunity = .new(lead.blankOpportunity) }
        if case .new(var party) = account, case .none = contact, party.contactPoints.isEmpty {
            party.contactPoints = lead.contactPoints
            account = .new(party)
        }
    }

    /// Finds what is wrong with the request although every part of it is well-formed.
    private func check(_ tx: Transaction) throws {
        if account.isNew || contact.isNew { try tx.requireRight("create", on: Parties.table) }
        if opportunity.isNew { try tx.requireRight("create", on: Opportunities.table) }
        var faults: [Fault] = []
        if case .none = account, case .none = contact, case .none = opportunity {
            faults.append(
                Fault(
                    pointer: "/account", code: .required,
                    message: "A lead is converted into an account, a contact or an opportunity."))
        }
        if case .new(let person) = contact, person.kind != .person {
            faults.append(Self.notPerson("/contact/create/kind"))
        }
        if case .existing(let id) = contact {
            let person = try tx.find(Parties.self, id)
            if person.kind != .person { faults.append(Self.notPerson("/contact/id")) }
            faults += Self.faults(ofLinked: person, "/contact/id")
        }
        if case .existing(let id) = account {
            faults += Self.faults(ofLinked: try tx.find(Parties.self, id), "/account/id")
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }

    private static func notPerson(_ pointer: String) -> Fault {
        Fault(pointer: pointer, code: .conflict, message: "A contact is a person.")
    }

    private static func faults(ofLinked party: Record<Parties>, _ pointer: String) -> [Fault] {
        guard let reason = Parties.refusesEdit(of: party) else { return [] }
        return [Fault(pointer: pointer, code: .conflict, message: reason)]
    }

    /// Who looks like a party that is about to be made; throws `duplicate_suspected` when the
    /// request wants that.
    private func duplicates(_ tx: Transaction) throws -> [Duplicate] {
        guard duplicatePolicy != .ignore else { return [] }
        let linked = Set([account.existingID, contact.existingID].compactMap { $0?.rawValue })
        var found: [RecordID: Duplicate] = [:]
        for case .new(let party) in [account, contact] {
            for duplicate in try Duplicate.find(party, tx) where !linked.contains(duplicate.id) {
                if duplicate.score > found[duplicate.id]?.score ?? 0 {
                    found[duplicate.id] = duplicate
                }
            }
        }
        let sorted = found.values.sorted { ($1.score, $0.id) < ($0.score, $1.id) }
        if duplicatePolicy == .block, let worst = sorted.first, worst.score >= Duplicate.certain {
            throw Problem(
                .duplicateSuspected, "A party that exists already looks like one to be created.",
                extras: [("candidates", .array(sorted.map(\.value)))])
        }
        return sorted
    }
}

extension Draft {
    var isNew: Bool {
        if case .new = self { true } else { false }
    }

    var existingID: ID<R>? {
        if case .existing(let id) = self { id } else { nil }
    }
}

/// What a conversion has done.
struct ConversionResult {
    let lead: ID<Leads>
    let duplicates: [Duplicate]
    var account: ID<Parties>?
    /// The account, when it is an organization.
    var employer: ID<Parties>?
    var contact: ID<Parties>?
    var opportunity: ID<Opportunities>?
    var created: [Link] = []
    var linked: [Link] = []
    var updated: [Link] = []

    init(lead: ID<Leads>, duplicates: [Duplicate]) {
        self.lead = lead
        self.duplicates = duplicates
    }

    /// The account or, without one, the person.
    var party: ID<Parties>? { account ?? contact }

    var value: Value {
        func id(_ id: RecordID?) -> Value { id.map { .id($0) } ?? .null }
        func list(_ links: [Link]) -> Value {
            .array(links.map { .object([("resource", .text($0.resource)), ("id", .id($0.id))]) })
        }
        return .object([
            ("lead_id", .id(lead.rawValue)), ("party_id", id(party?.rawValue)),
            ("contact_id", id(contact?.rawValue)), ("opportunity_id", id(opportunity?.rawValue)),
            ("created", list(created)), ("linked", list(linked)), ("updated", list(updated)),
            ("duplicates", .array(duplicates.map(\.value))),
        ])
    }
}
