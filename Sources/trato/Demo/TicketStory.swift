import Schema

/// Support: customers ask, agents answer, most of it is solved.
struct TicketStory {
    let id: String
    let text: Texts.Case
    let agent: Actor

    /// `recent` of them come in the last two weeks, so that there is something to do.
    static func plan(_ simulation: Simulation, count: Int, recent: Int) {
        let days = simulation.end.day.days(since: simulation.start.day)
        for index in 0..<count {
            simulation.planSomeDay(after: index < recent ? days - 14 : 30) { try arrive($0) }
        }
    }

    private static func arrive(_ scene: Scene) throws {
        let company = scene.simulation.random.pick(scene.world.customers)
        let person = scene.simulation.random.pick(company.people)
        let language = Texts.language(company.party.language)
        let text = scene.simulation.random.pick(Names.list(Texts.cases, language))
        let id = try scene.create(
            "tickets",
            [
                "subject": .text(text.subject), "description": .text(text.question),
                "type": .text(text.type), "party_id": .text(company.party.id),
                "requester_id": .text(person.id), "language": .text(language),
                "queue_id": scene.world.queues[language].map { .text($0) } ?? .null,
                "priority": .text(
                    scene.simulation.random.pick([
                        "low", "normal", "normal", "normal", "high", "urgent",
                    ])),
                "channel": .text(scene.simulation.random.pick(["email", "email", "web", "phone"])),
            ])
        let agent = scene.simulation.random.pick(scene.world.agents)
        let story = TicketStory(id: id, text: text, agent: agent)
        scene.later(0...2, as: agent) { try story.answer($0) }
    }

    private func answer(_ scene: Scene) throws {
        try scene.act("tickets/\(id)/assign", ["assignee_id": .text(agent.id)])
        scene.later(0...1) { scene in
            if scene.simulation.random.happens(25) {
                let note = "Called the workshop about \"\(text.subject)\"."
                try scene.act(
                    "tickets/\(id)/reply", ["body": .text(note), "visibility": "internal"])
            }
            try scene.act("tickets/\(id)/reply", ["body": .text(text.answer)])
            switch scene.simulation.random.number(1...10) {
            case 1...5: scene.later(0...2) { try $0.act("tickets/\(id)/solve") }
            case 6...8: try wait(scene)
            case 9:
                try scene.act("tickets/\(id)/hold")
                scene.later(3...20) { try $0.act("tickets/\(id)/solve") }
            default: return
            }
        }
    }

    /// The customer is asked, writes back, and the ticket opens again until it is solved.
    private func wait(_ scene: Scene) throws {
        try scene.act("tickets/\(id)/wait", ["for": "customer"])
        let (id, text, agent) = (id, text, agent)
        // The customer's mail comes in through the system and not through the agent.
        scene.simulation.plan(scene.moment(1...6)) { scene in
            try scene.act(
                "tickets/\(id)/messages",
                ["body": .text(text.thanks), "author_kind": "requester"])
            scene.later(0...2, as: agent) { try $0.act("tickets/\(id)/solve") }
        }
    }
}
