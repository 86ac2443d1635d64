import Schema

/// Orders: those of accepted quotes, and those that customers place without one.
enum OrderStory {
    static func plan(_ simulation: Simulation, count: Int) {
        for _ in 0..<count {
            simulation.planSomeDay(after: 25) { scene in
                let company = scene.simulation.random.pickEarly(scene.world.customers)
                scene.later(0...0, as: company.party.owner) { try place($0, company) }
            }
        }
    }

    private static func place(_ scene: Scene, _ company: World.Company) throws {
        let isFree = scene.simulation.random.happens(60)
        let number = scene.simulation.random.number(1_000...99_999)
        let hasNumber = scene.simulation.random.happens(50)
        let id = try scene.create(
            "orders",
            [
                "party_id": .text(company.party.id),
                "contact_id": company.people.first.map { .text($0.id) } ?? .null,
                "currency": "EUR",
                "channel": .text(
                    scene.simulation.random.pick(["phone", "web", "email", "direct"])),
                "freight_amount": .text(isFree ? "0.00" : "12.50"),
                "purchase_order_number": hasNumber ? "PO-\(number)" : .null,
                "requested_on": .day(scene.now.day.adding(days: 7)),
                "lines": .array(QuoteStory.lines(scene)),
            ])
        follow(scene, id, company.party.language)
    }

    /// Confirms, then delivers, invoices and is paid; a few are cancelled, and the newest are still drafts.
    static func follow(_ scene: Scene, _ id: String, _ language: String) {
        scene.later(0...3) { scene in
            if scene.simulation.random.happens(4) {
                let reason = Texts.cancelled[Texts.language(language)]
                try scene.act("orders/\(id)/cancel", ["reason": reason.map { .text($0) } ?? .null])
                return
            }
            try scene.act("orders/\(id)/confirm")
            scene.later(3...14) { try deliver($0, id) }
        }
    }

    /// Delivers, invoices, and is paid after three weeks by all but a few.
    private static func deliver(_ scene: Scene, _ id: String) throws {
        try scene.act("orders/\(id)/complete")
        let due = scene.now.day.adding(days: 30)
        try scene.create("invoices", ["order_id": .text(id), "due_on": .day(due)])
        guard id.last != "0", id.last != "7" else { return }
        let day = scene.now.adding(seconds: 21 * 86_400)
        scene.simulation.plan(day, as: scene.actor) { try pay($0, id) }
    }

    private static func pay(_ scene: Scene, _ id: String) throws {
        let amount = try scene.read("orders/\(id)", "gross_amount") ?? "0.00"
        guard amount != "0.00" else { return }
        try scene.create(
            "payments",
            ["order_id": .text(id), "amount": .text(amount), "method": "transfer"])
    }
}
