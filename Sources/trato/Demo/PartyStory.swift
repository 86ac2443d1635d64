import CRM
import Schema

/// Companies and the people in them.
enum PartyStory {
    /// Companies that exist from the beginning or come later, with one or two people each.
    static func plan(_ simulation: Simulation, companies: Int, people: Int, consumers: Int) {
        for index in 0..<companies {
            let isOld = index < companies * 6 / 10
            let contacts = people / companies + (index < people % companies ? 1 : 0)
            simulation.planSomeDay(
                after: 1, before: isOld ? 20 : nil,
                as: simulation.random.pick(simulation.world.reps)
            ) { try company($0, index, contacts: contacts) }
        }
        for index in 0..<consumers {
            simulation.planSomeDay(after: 30, as: simulation.random.pick(simulation.world.reps)) {
                let place = $0.simulation.random.pick(Place.all)
                _ = try person($0, place, at: nil, domain: "mail.example", role: "customer", index)
            }
        }
    }

    private static func company(_ scene: Scene, _ index: Int, contacts: Int) throws {
        let place = scene.simulation.random.pick(Place.all)
        let role = index % 12 == 11 ? "competitor" : index % 12 == 10 ? "supplier" : "customer"
        let (name, industry) = companyName(scene, place, index)
        let domain = Names.slug(name) + ".example"
        let form = Names.form[place.country] ?? ""
        let id = try scene.create(
            "parties",
            [
                "kind": "organization", "display_name": .text(name),
                "legal_name": .text("\(name) \(form)"), "industry": .text(industry),
                "website": .text("https://www.\(domain)"), "language": .text(place.language),
                "time_zone": .text(place.timeZone), "country": .text(place.country),
                "roles": [["role": .text(role), "valid_from": .day(scene.now.day)]],
                "contact_points": [
                    ["channel": "email", "value": .text("info@\(domain)"), "is_primary": true],
                    ["channel": "phone", "value": .text(place.phone(index * 7))],
                ],
                "addresses": .array(addresses(scene, place, hasTwo: index % 4 == 0)),
                "identifiers": [
                    [
                        "scheme": "VAT",
                        "value": .text("\(place.country)000\(100_000 + index * 137)"),
                    ]
                ],
                "tags": index % 9 == 0 ? ["key-account"] : [],
            ])
        var company = World.Company(
            party: party(scene, id, name, place), isCustomer: role == "customer")
        for number in 0..<contacts {
            company.people.append(
                try person(
                    scene, place, at: id, domain: domain, role: nil,
                    index * 3 + number))
        }
        scene.simulation.world.companies.append(company)
    }

    private static func person(
        _ scene: Scene, _ place: Place, at organization: String?, domain: String, role: String?,
        _ index: Int
    ) throws -> World.Party {
        let given = scene.simulation.random.pick(Names.list(Names.given, place.language))
        let family = scene.simulation.random.pick(Names.list(Names.family, place.language))
        let name = "\(given) \(family)"
        let address = "\(Names.slug(given)).\(Names.slug(family))"
        var points: [Value] = [
            ["channel": "email", "value": .text("\(address)@\(domain)"), "is_primary": true]
        ]
        if index % 3 != 0 {
            points.append(["channel": "mobile", "value": .text(place.phone(index * 11 + 3))])
        }
        let id = try scene.create(
            "parties",
            [
                "kind": "person", "given_name": .text(given), "family_name": .text(family),
                "job_title": organization == nil
                    ? .null
                    : .text(scene.simulation.random.pick(Names.list(Names.jobs, place.language))),
                "organization_id": organization.map { .text($0) } ?? .null,
                "language": .text(place.language), "time_zone": .text(place.timeZone),
                "country": .text(place.country), "contact_points": .array(points),
                "roles": role.map { [["role": .text($0)]] } ?? [],
            ])
        return party(scene, id, name, place)
    }

    private static func party(
        _ scene: Scene, _ id: String, _ name: String, _ place: Place
    ) -> World.Party {
        guard let owner = scene.actor else { preconditionFailure("parties are made by somebody") }
        return World.Party(
            id: id, name: name, country: place.country, language: place.language, owner: owner)
    }

    static func companyName(
        _ scene: Scene, _ place: Place, _ index: Int
    ) -> (name: String, industry: String) {
        let kinds = Names.list(Names.kinds, place.language)
        let words = Names.list(Names.words, place.language)
        let kind = kinds[index % kinds.count]
        let word = scene.simulation.random.pick(words)
        // English and German put the kind last, the others first.
        let name = place.language == "en" ? "\(word) \(kind.word)" : "\(kind.word) \(word)"
        return scene.simulation.world.takeName(name, city: place.city, kind.industry)
    }

    private static func addresses(_ scene: Scene, _ place: Place, hasTwo: Bool) -> [Value] {
        func address(_ type: String) -> Value {
            let number = scene.simulation.random.number(1...98)
            return [
                "type": .text(type), "line1": .text("\(place.street) \(number)"),
                "city": .text(place.city), "region": .text(place.region),
                "postal_code": .text(place.postalCode(number)), "country": .text(place.country),
                "is_primary": .boolean(type != "shipping"),
            ]
        }
        return hasTwo ? [address("billing"), address("shipping")] : [address("office")]
    }
}
