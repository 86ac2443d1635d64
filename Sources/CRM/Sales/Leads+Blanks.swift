import Schema

/// What a lead knows about the records that it may be converted into.
extension Record<Leads> {
    var blankAccount: Record<Parties> {
        var party = Record<Parties>()
        party.kind = .organization
        party.displayName = Leads.company(of: self) ?? ""
        party.website = self.website
        party.country = self.country
        party.language = self.language
        return party
    }

    var blankContact: Record<Parties> {
        var party = Record<Parties>()
        party.kind = .person
        party.givenName = self.givenName
        party.familyName = self.familyName
        party.jobTitle = self.jobTitle
        party.country = self.country
        party.language = self.language
        party.contactPoints = self.contactPoints
        return party
    }

    var blankOpportunity: Record<Opportunities> {
        var deal = Record<Opportunities>()
        deal.name = Leads.company(of: self) ?? self.displayName
        deal.source = self.source
        deal.description = self.description
        return deal
    }

    /// The e-mail address and the telephone number.
    var contactPoints: [Record<ContactPoints>] {
        func point(_ channel: ContactPoints.Channel, _ value: String) -> Record<ContactPoints> {
            var point = Record<ContactPoints>()
            point.channel = channel
            point.value = value
            return point
        }
        return [self.email.map { point(.email, $0) }, self.phone.map { point(.phone, $0) }]
            .compactMap { $0 }
    }
}
