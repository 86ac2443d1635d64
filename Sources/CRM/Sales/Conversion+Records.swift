import API
import Schema
import Store

extension Conversion {
    func makeAccount(_ result: inout ConversionResult, _ tx: Transaction) throws {
        switch account {
        case .none, .unsaid: return
        case .existing(let id):
            let party = try tx.find(Parties.self, id)
            result.account = id
            if party.kind == .organization { result.employer = id }
            result.linked.append(party.link)
        case .new(var party):
            if party.roles.isEmpty { party.roles = [.prospect] }
            own(&party)
            let made = try tx.create(party, at: "/account/create")
            result.account = made.id
            if made.kind == .organization { result.employer = made.id }
            result.created.append(made.link)
        }
    }

    /// Comes after the account, where the person works.
    func makeContact(_ result: inout ConversionResult, _ tx: Transaction) throws {
        switch contact {
        case .none, .unsaid: return
        case .existing(let id):
            result.contact = id
            result.linked.append(Link(resource: Parties.name, id: id.rawValue))
            try employ(id, &result, tx)
        case .new(var person):
            if person.organization == nil { person.organization = result.employer }
            if result.account == nil, person.roles.isEmpty { person.roles = [.prospect] }
            if person.hasNoName { person.displayName = lead.email ?? lead.phone ?? "" }
            own(&person)
            let made = try tx.create(person, at: "/contact/create")
            result.contact = made.id
            result.created.append(made.link)
        }
    }

    /// A known person without an organization works for the account from now on, if the caller may
    /// say so.
    private func employ(
        _ id: ID<Parties>, _ result: inout ConversionResult, _ tx: Transaction
    ) throws {
        let person = try tx.find(Parties.self, id)
        guard let employer = result.employer, person.organization == nil,
            let sight = tx.access.sight("update", on: Parties.name),
            tx.access.covers(owner: person.ownerID.cell, team: person.teamID.cell, sight)
        else { return }
        try tx.update(person) { $0.organization = employer }
        result.updated.append(person.link)
    }

    func makeOpportunity(_ result: inout ConversionResult, _ tx: Transaction) throws {
        switch opportunity {
        case .none, .unsaid: return
        case .existing(let id):
            result.opportunity = id
            result.linked.append(Link(resource: Opportunities.name, id: id.rawValue))
        case .new(var deal):
            if deal.party == nil { deal.party = result.party }
            if deal.contact == nil { deal.contact = result.contact }
            // The lead's amount is worth nothing in another currency.
            if deal.amount == nil, deal.currency == nil || deal.currency == lead.currency {
                deal.amount = lead.estimatedAmount
                deal.currency = lead.currency
            }
            own(&deal)
            let made = try tx.create(deal, at: "/opportunity/create")
            result.opportunity = made.id
            result.created.append(made.link)
        }
    }

    private func own<R: Resource>(_ record: inout Record<R>) {
        guard record.ownerID == nil else { return }
        record.ownerID = ownerID ?? lead.ownerID
        // Another owner brings a team of their own.
        if ownerID == nil, record.teamID == nil { record.teamID = lead.teamID }
    }

    // MARK: Activities

    func carryActivities(_ result: inout ConversionResult, _ tx: Transaction) throws {
        let deal = result.opportunity.map { Link(resource: Opportunities.name, id: $0.rawValue) }
        let party = result.party.map { Link(resource: Parties.name, id: $0.rawValue) }
        guard activities != .keep, let target = deal ?? party else { return }
        let found = try tx.select(Activities.self, where: "related = ?", [lead.link.cell])
        for activity in found {
            switch activities {
            case .move:
                try tx.update(activity) { $0.point(to: target, result) }
                result.updated.append(activity.link)
            case .copy:
                var copy = activity.unsaved
                copy.point(to: target, result)
                let made = try tx.create(copy)
                // The copy was done when the original was.
                if made.completedAt != activity.completedAt {
                    try tx.update(made) { $0.completedAt = activity.completedAt }
                }
                result.created.append(made.link)
            case .keep: continue
            }
        }
    }
}

extension Record<Activities> {
    fileprivate mutating func point(to target: Link, _ result: ConversionResult) {
        self.related = target
        if let party = result.party { self.party = party }
        if self.contact == nil { self.contact = result.contact }
    }

    /// The same activity as a record that is not stored yet.
    fileprivate var unsaved: Self {
        var copy = self
        copy.row.cells[CommonFields.id] = .null
        copy.externalIDs = []
        for collection in copy.row.children.indices {
            for index in copy.row.children[collection].indices {
                copy.row.children[collection][index].cells[CommonFields.id] = .null
            }
        }
        return copy
    }
}

extension Record<Parties> {
    fileprivate var hasNoName: Bool {
        self.displayName.isEmpty
            && [self.legalName, self.givenName, self.familyName].allSatisfy { $0?.isEmpty ?? true }
    }
}

extension Record<PartyRoles> {
    fileprivate static var prospect: Self {
        var role = Self()
        role.role = .prospect
        return role
    }
}
