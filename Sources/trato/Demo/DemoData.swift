import API
import CRM
import Schema
import Store

/// The whole demo: 200 parties, 60 products, two pipelines, 300 opportunities and what goes with
/// them.
enum DemoData {
    /// How far back it reaches.
    static let months = 18

    /// Fills an empty database.
    static func fill(_ simulation: Simulation) throws {
        simulation.plan(simulation.start) { scene in
            try SetupStory.run(scene)
            let simulation = scene.simulation
            // 60 + 72 + 8 parties, and an account and a contact of each converted lead.
            PartyStory.plan(simulation, companies: 60, people: 72, consumers: 8)
            LeadStory.plan(simulation, converted: 30, others: 40)
            // 215 + 55 deals, and one of each converted lead.
            DealStory.plan(simulation, sales: 215, partners: 55)
            OrderStory.plan(simulation, count: 150)
            TicketStory.plan(simulation, count: 120, recent: 16)
            planNights(simulation)
        }
        try simulation.run()
    }

    /// What the server does by the clock: quotes expire, solved tickets are closed.
    private static func planNights(_ simulation: Simulation) {
        var night = simulation.start.adding(seconds: 86_400)
        while night < simulation.end {
            simulation.plan(night) { scene in
                for job in scene.simulation.application.areas.flatMap(\.jobs) { try job(scene.tx) }
            }
            night = night.adding(seconds: 86_400)
        }
    }
}
