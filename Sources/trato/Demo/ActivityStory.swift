import Schema

/// Calls, visits, meetings, e-mails and tasks around deals.
enum ActivityStory {
    /// Plans one for the next days; what lies beyond the end stays in somebody's agenda.
    static func plan(_ scene: Scene, for company: World.Company, about related: Value) {
        scene.later(0...3) { scene in
            let language = Texts.language(company.party.language)
            let task = scene.simulation.random.pick(Names.list(Texts.tasks, language))
            let moment = scene.moment(1...6)
            var body: [(String, Value)] = [
                ("type", .text(task.type)),
                ("subject", .text("\(task.subject): \(company.party.name)")),
                ("body", .text(task.body)), ("party_id", .text(company.party.id)),
                ("contact_id", company.people.first.map { .text($0.id) } ?? .null),
                ("related", related),
            ]
            if ["call", "visit", "meeting"].contains(task.type) {
                let minutes = Int64(scene.simulation.random.pick([30, 45, 60, 90]))
                body.append(("starts_at", .instant(moment)))
                body.append(("ends_at", .instant(moment.adding(seconds: minutes * 60))))
            } else {
                body.append(("due_at", .instant(moment)))
            }
            let id = try scene.create("activities", .object(body))
            finish(scene, id, task, moment)
        }
    }

    private static func finish(_ scene: Scene, _ id: String, _ task: Texts.Task, _ moment: Instant)
    {
        let chance = scene.simulation.random.number(1...100)
        let isAppointment = ["call", "visit", "meeting"].contains(task.type)
        let done = moment.adding(seconds: 3_600)
        scene.simulation.plan(done, as: scene.actor) { scene in
            switch chance {
            // Some things are never done.
            case 1...6: return
            case 7...10: try scene.act("activities/\(id)/cancel")
            case 11...14 where isAppointment: try scene.act("activities/\(id)/miss")
            default:
                try scene.act("activities/\(id)/complete", ["outcome": .text(task.outcome)])
            }
        }
    }
}
