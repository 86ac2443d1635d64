import CRM
import Glibc
import Schema
import Testing
import TratoTesting

/// `docs/reference/states.md` is drawn from the declarations; with `UPDATE_GOLDENS=1` the test draws it anew.
@Suite struct StateDiagramTests {
    @Test func `the page of states is what the declarations say`() throws {
        let path = StatePage.path(from: #filePath)
        let page = StatePage.text(of: Trato.registry)
        if getenv("UPDATE_GOLDENS").map({ String(cString: $0) }) == "1" {
            try StatePage.write(page, to: path)
        }
        let stored = String(decoding: try File.read(path), as: UTF8.self)
        #expect(stored == page, "run the test with UPDATE_GOLDENS=1 if the change is meant")
    }

    @Test func `every event is in the past tense`() {
        let irregular: Set<String> = ["won", "lost", "sent", "held", "credit_held", "paid"]
        for (table, machine) in StatePage.machines(of: Trato.registry) {
            for state in StatePage.entered(machine) {
                let event = machine.event(entering: state)
                #expect(
                    event.hasSuffix("ed") || irregular.contains(event), "\(table.singular).\(event)"
                )
            }
        }
    }

    @Test func `every state is reached from the first`() {
        for (table, machine) in StatePage.machines(of: Trato.registry) {
            var reached: Set<String> = [machine.initial]
            var count = 0
            while reached.count != count {
                count = reached.count
                reached.formUnion(
                    machine.transitions.filter { reached.contains($0.from) }.map(\.to))
            }
            #expect(reached == Set(machine.states), "\(table.name)")
        }
    }
}

/// The page: for each resource with a status its machine as a Mermaid diagram.
private enum StatePage {
    private static let head = """
        # States

        A `status` changes only through verbs: `POST /v1/{resource}/{id}/{verb}`. A verb that the present status does not allow
        is 409 `illegal_transition` with the verbs that are `allowed`; another status in a body is 409 `use_transition`.

        An arrow marked (rule) is no verb that a client can use by this name. A rule takes it: because a date has passed or another
        record has changed (`expire`, `supersede`), or for a verb of another name, as `wait` with `"for": "third_party"` and `reopen`
        of a cancelled order that had been confirmed. Nothing takes `merge` and `erase` of parties yet. Verbs that change no status,
        such as `move`, or make another record, such as `revise`, are not shown.

        Coming into a status leaves an event in the feed, named after it in the past tense. Verbs that say more name it themselves:
        `ticket.assigned`, `ticket.unassigned`, `ticket.reopened`, `order.reopened`, `activity.rescheduled`, `opportunity.stage_changed`.

        Drawn from the declarations by `StateDiagramTests`. After a change: `UPDATE_GOLDENS=1 swift test --filter StateDiagramTests`.

        """

    static func machines(of registry: Registry) -> [(table: Table, machine: StateMachine)] {
        registry.resources.compactMap { table in table.machine.map { (table, $0) } }
            .sorted { $0.table.name < $1.table.name }
    }

    static func text(of registry: Registry) -> String {
        head
            + machines(of: registry).map { table, machine in
                "\n## \(table.name)\n\n```mermaid\n\(diagram(machine))```\n\n"
                    + events(table, machine)
            }.joined()
    }

    /// The states that a record comes into from another one.
    static func entered(_ machine: StateMachine) -> [String] {
        machine.states.filter { state in
            machine.transitions.contains { $0.to == state && $0.from != state }
        }
    }

    private static func events(_ table: Table, _ machine: StateMachine) -> String {
        entered(machine).reduce("| status | event |\n|---|---|\n") { rows, state in
            rows + "| `\(state)` | `\(table.singular).\(machine.event(entering: state))` |\n"
        }
    }

    private static func diagram(_ machine: StateMachine) -> String {
        var lines = ["stateDiagram-v2", "    [*] --> \(machine.initial)"]
        for from in machine.states {
            let leaving = machine.transitions.filter { $0.from == from }
            for to in machine.states {
                let labels = leaving.filter { $0.to == to }.map(label)
                guard !labels.isEmpty else { continue }
                lines.append("    \(from) --> \(to): \(labels.joined(separator: ", "))")
            }
            if leaving.isEmpty { lines.append("    \(from) --> [*]") }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func label(_ transition: StateMachine.Transition) -> String {
        transition.verb + (transition.isAutomatic ? " (rule)" : "")
    }

    /// The page's path, from that of a source file in `Tests/CRMTests`.
    static func path(from source: String) -> String {
        let root = source.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        return root.joined(separator: "/") + "/docs/reference/states.md"
    }

    static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "we") else { throw Unwritable(path: path, cause: errno) }
        let bytes = Array(text.utf8)
        let written = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, written == bytes.count else {
            throw Unwritable(path: path, cause: errno)
        }
    }

    struct Unwritable: Error {
        let path: String
        let cause: Int32
    }
}
