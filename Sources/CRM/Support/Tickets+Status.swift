import Schema

extension Tickets {
    /// Where a ticket stands.
    ///
    /// Verbs that lead back to the same status are those that are allowed there and leave it: an agent replies to, or
    /// hands on, a ticket that waits, and it goes on waiting.
    package enum Status: String, State {
        case new, open
        case waitingCustomer = "waiting_customer"
        case waitingThirdParty = "waiting_third_party"
        case onHold = "on_hold"
        case solved, closed

        package static let initial = new
        /// The other way that `wait` leads.
        package static let automatic: Set<String> = ["wait_for_third_party"]

        package var event: String {
            switch self {
            case .open: "opened"
            case .waitingCustomer: "customer_awaited"
            case .waitingThirdParty: "third_party_awaited"
            case .onHold: "held"
            case .new, .solved, .closed: rawValue
            }
        }

        package var verbs: [String: Status] {
            switch self {
            case .new: ["assign": .open, "reply": .open, "solve": .solved]
            case .open:
                [
                    "assign": self, "reply": self, "wait": .waitingCustomer,
                    "wait_for_third_party": .waitingThirdParty, "hold": .onHold, "solve": .solved,
                ]
            case .waitingCustomer, .waitingThirdParty:
                [
                    "assign": self, "reply": self, "wait": .waitingCustomer,
                    "wait_for_third_party": .waitingThirdParty, "hold": .onHold, "solve": .solved,
                    "reopen": .open,
                ]
            case .onHold: ["assign": self, "reply": self, "solve": .solved, "reopen": .open]
            case .solved: ["assign": self, "reply": self, "close": .closed, "reopen": .open]
            case .closed: [:]
            }
        }

        /// Whether a word from the requester brings it back to those who work on it.
        var opensOnAnswer: Bool {
            switch self {
            case .waitingCustomer, .waitingThirdParty, .solved: true
            case .new, .open, .onHold, .closed: false
            }
        }
    }
}
