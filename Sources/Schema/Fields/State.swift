/// A status whose changes follow fixed rules; `verbs` is the whole state machine.
package protocol State: Word {
    static var initial: Self { get }
    /// What may happen in this state, and where it leads.
    var verbs: [String: Self] { get }
    /// Verbs of this state that leave it as it is: a quote is revised into another one.
    var actions: [String] { get }
    /// What the feed calls coming into this state, after the resource's singular: a word in the past tense, `opened` for
    /// `open`; the state's own name when it is one.
    var event: String { get }
    /// Verbs that rules use by themselves (a date passes, another record supersedes this one); no client can.
    static var automatic: Set<String> { get }
}

extension State {
    package static var automatic: Set<String> { [] }
    package var actions: [String] { [] }
    package var event: String { rawValue }
}

/// A state machine as data, for the derivations, the diagrams and the refusals.
package struct StateMachine: Sendable {
    package struct Transition: Sendable, Equatable {
        package let from: String
        package let verb: String
        package let to: String
        package let isAutomatic: Bool
    }

    package let initial: String
    package let states: [String]
    package let transitions: [Transition]
    private let actions: [String: [String]]
    private let events: [String: String]

    init<S: State>(_: S.Type) {
        initial = S.initial.rawValue
        actions = Dictionary(uniqueKeysWithValues: S.allCases.map { ($0.rawValue, $0.actions) })
        events = Dictionary(uniqueKeysWithValues: S.allCases.map { ($0.rawValue, $0.event) })
        states = S.allCases.map(\.rawValue)
        transitions = S.allCases.flatMap { state in
            state.verbs.sorted { $0.key < $1.key }.map { verb, target in
                Transition(
                    from: state.rawValue, verb: verb, to: target.rawValue,
                    isAutomatic: S.automatic.contains(verb))
            }
        }
    }

    /// Verbs that a client may use now.
    package func verbs(from state: String) -> [String] {
        let moving = transitions.filter { $0.from == state && !$0.isAutomatic }.map(\.verb)
        return (moving + (actions[state] ?? [])).sorted()
    }

    /// Every verb that a client may ever use.
    package var verbs: [String] {
        Set(transitions.filter { !$0.isAutomatic }.map(\.verb)).sorted()
    }

    /// The past tense of coming into a state.
    package func event(entering state: String) -> String {
        guard let event = events[state] else { preconditionFailure("there is no state \(state)") }
        return event
    }

    package func target(of verb: String, from state: String) -> String? {
        transitions.first { $0.from == state && $0.verb == verb }?.to
    }

    package func allows(from: String, to: String) -> Bool {
        transitions.contains { $0.from == from && $0.to == to }
    }
}
