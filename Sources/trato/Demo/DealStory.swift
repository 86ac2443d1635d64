import Schema

/// Opportunities: from the first talk through the stages to won, lost, or still open.
struct DealStory {
    enum Outcome { case won, lost, open }

    let id: String
    let company: World.Company
    let pipeline: World.Pipeline
    let outcome: Outcome
    /// The last stage it reaches, as an index.
    let last: Int
    var stage = 0
    var quote: String?

    private var contact: World.Party? { company.people.first }
    private var language: String { Texts.language(company.party.language) }

    /// New deals over the whole time.
    static func plan(_ simulation: Simulation, sales: Int, partners: Int) {
        for index in 0..<sales + partners {
            simulation.planSomeDay(after: 25) { scene in
                let company = scene.simulation.random.pick(scene.world.customers)
                let pipeline = index < sales ? scene.world.sales : scene.world.partners
                scene.later(0...0, as: company.party.owner) { scene in
                    try begin(scene, company, pipeline)
                }
            }
        }
    }

    private static func begin(
        _ scene: Scene, _ company: World.Company, _ pipeline: World.Pipeline
    ) throws {
        let language = Texts.language(company.party.language)
        let text = scene.simulation.random.pick(Names.list(Texts.deals, language))
        let closeIn = scene.simulation.random.number(25...110)
        let name = text.name.split(separator: "%", omittingEmptySubsequences: false)
            .joined(separator: company.party.name)
        let id = try scene.create(
            "opportunities",
            [
                "name": .text(name), "party_id": .text(company.party.id),
                "contact_id": company.people.first.map { .text($0.id) } ?? .null,
                "pipeline_id": .text(pipeline.id),
                "amount": .text(scene.simulation.random.amount(600...26_000)), "currency": "EUR",
                "expected_close_on": .day(scene.now.day.adding(days: closeIn)),
                "source": .text(
                    scene.simulation.random.pick(["referral", "web", "fair", "phone", "partner"])),
                "next_step": .text(text.nextStep),
            ])
        follow(scene, id, company, pipeline)
    }

    /// Lets an opportunity that exists run its course.
    static func follow(
        _ scene: Scene, _ id: String, _ company: World.Company, _ pipeline: World.Pipeline
    ) {
        let chance = scene.simulation.random.number(1...100)
        let outcome: Outcome = chance <= 46 ? .won : chance <= 86 ? .lost : .open
        let end = pipeline.stages.count - 1
        let last = outcome == .won ? end : scene.simulation.random.number(0...end)
        DealStory(id: id, company: company, pipeline: pipeline, outcome: outcome, last: last)
            .work(scene)
    }

    /// Something is done for the deal, and some days later it moves on.
    private func work(_ scene: Scene) {
        if scene.simulation.random.happens(70) {
            ActivityStory.plan(
                scene, for: company, about: ["resource": "opportunities", "id": .text(id)])
        }
        scene.later(3...18) { try advance($0) }
    }

    private func advance(_ scene: Scene) throws {
        guard stage < last else { return try close(scene) }
        var deal = self
        deal.stage += 1
        try scene.act(
            "opportunities/\(id)/move", ["stage_id": .text(pipeline.stages[deal.stage])])
        let wantsQuote = pipeline.id == scene.world.sales.id && deal.stage == 2
        if wantsQuote, scene.simulation.random.happens(80) {
            let quote = try QuoteStory.draft(scene, opportunity: id, company)
            deal.quote = quote
            if let amount = try scene.read("quotes/\(quote)", "net_amount") {
                try scene.change("opportunities/\(id)", ["amount": .text(amount)])
            }
        }
        deal.work(scene)
    }

    private func close(_ scene: Scene) throws {
        switch outcome {
        case .open: return
        case .won:
            if let quote, let contact { try QuoteStory.accept(scene, quote, by: contact) }
            try scene.act("opportunities/\(id)/win")
        case .lost:
            let reason = scene.simulation.random.pick(Names.list(Texts.lost, language))
            if let quote { try QuoteStory.giveUp(scene, quote, reason) }
            try scene.act("opportunities/\(id)/lose", ["reason": .text(reason)])
        }
    }
}
