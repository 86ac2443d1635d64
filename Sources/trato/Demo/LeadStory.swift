import Schema

/// Leads: some become customers, others are nursed or given up.
enum LeadStory {
    /// `converted` of them come early enough to be customers with a deal at the end.
    static func plan(_ simulation: Simulation, converted: Int, others: Int) {
        for index in 0..<converted + others {
            simulation.planSomeDay(
                after: 15, before: index < converted ? 480 : nil,
                as: simulation.random.pick(simulation.world.reps)
            ) { try arrive($0, index, isConverted: index < converted) }
        }
    }

    private static func arrive(_ scene: Scene, _ index: Int, isConverted: Bool) throws {
        let place = scene.simulation.random.pick(Place.all)
        let given = scene.simulation.random.pick(Names.list(Names.given, place.language))
        let family = scene.simulation.random.pick(Names.list(Names.family, place.language))
        let (company, _) = PartyStory.companyName(scene, place, index)
        let address = "\(Names.slug(given))@\(Names.slug(company)).example"
        let id = try scene.create(
            "leads",
            [
                "given_name": .text(given), "family_name": .text(family),
                "company_name": .text(company), "email": .text(address),
                "phone": .text(place.phone(index * 13 + 5)), "country": .text(place.country),
                "language": .text(place.language),
                "source": .text(scene.simulation.random.pick(["web", "fair", "referral", "call"])),
                "rating": .text(scene.simulation.random.pick(["hot", "warm", "cold"])),
                "estimated_amount": .text(scene.simulation.random.amount(500...15_000)),
                "currency": "EUR",
            ])
        guard isConverted else { return follow(scene, id, Texts.language(place.language)) }
        scene.later(1...4) { scene in
            try scene.act("leads/\(id)/work")
            scene.later(2...14) { try convert($0, id, company, "\(given) \(family)", place) }
        }
    }

    private static func convert(
        _ scene: Scene, _ lead: String, _ name: String, _ person: String, _ place: Place
    ) throws {
        guard let owner = scene.actor else { preconditionFailure("a lead has an owner") }
        let answer = try scene.act(
            "leads/\(lead)/convert",
            [
                "account": ["create": ["roles": [["role": "prospect"]]]],
                "duplicate_policy": "ignore",
            ])
        guard let account = answer?.root["party_id"]?.string,
            let contact = answer?.root["contact_id"]?.string,
            let deal = answer?.root["opportunity_id"]?.string
        else { preconditionFailure("a conversion without its records") }
        func party(_ id: String, _ name: String) -> World.Party {
            World.Party(
                id: id, name: name, country: place.country, language: place.language, owner: owner)
        }
        let company = World.Company(
            party: party(account, name), isCustomer: true, people: [party(contact, person)])
        scene.simulation.world.companies.append(company)
        DealStory.follow(scene, deal, company, scene.world.sales)
    }

    /// What becomes of the others.
    private static func follow(_ scene: Scene, _ id: String, _ language: String) {
        let fate = scene.simulation.random.number(0...4)
        scene.later(1...6) { scene in
            switch fate {
            case 0: try scene.act("leads/\(id)/nurture")
            case 1: try scene.act("leads/\(id)/qualify")
            case 2: try scene.act("leads/\(id)/work")
            case 3:
                let reason = Texts.unfit[language] ?? "-"
                try scene.act("leads/\(id)/disqualify", ["reason": .text(reason)])
            default: return
            }
        }
    }
}
