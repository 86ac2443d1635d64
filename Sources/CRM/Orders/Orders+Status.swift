import Schema

extension Orders {
    /// Where an order is on its way; how far it is shipped, billed and paid stands beside it.
    package enum Status: String, State {
        case draft
        case pendingApproval = "pending_approval"
        case creditHold = "credit_hold"
        case confirmed
        case inFulfillment = "in_fulfillment"
        case completed
        case closedShort = "closed_short"
        case cancelled

        package static let initial = draft
        /// What documents, credit and `reopen` do by themselves.
        package static let automatic: Set<String> = [
            "reopen_confirmed", "reopen_shipped", "hold_credit", "start", "stop", "resume",
        ]

        package var event: String {
            switch self {
            case .draft: "reopened"
            case .pendingApproval: "submitted"
            case .creditHold: "credit_held"
            case .inFulfillment: "fulfillment_started"
            case .closedShort: "closed"
            case .confirmed, .completed, .cancelled: rawValue
            }
        }

        package var verbs: [String: Status] {
            switch self {
            case .draft:
                [
                    "submit": .pendingApproval, "confirm": .confirmed, "hold_credit": .creditHold,
                    "cancel": .cancelled,
                ]
            case .pendingApproval:
                [
                    "approve": .confirmed, "hold_credit": .creditHold, "reject": .draft,
                    "cancel": .cancelled,
                ]
            case .creditHold:
                [
                    "release_credit": .confirmed, "confirm": .confirmed, "resume": .inFulfillment,
                    "close_short": .closedShort, "cancel": .cancelled,
                ]
            case .confirmed:
                [
                    "start": .inFulfillment, "complete": .completed, "hold_credit": .creditHold,
                    "cancel": .cancelled,
                ]
            case .inFulfillment:
                [
                    "complete": .completed, "close_short": .closedShort,
                    "hold_credit": .creditHold, "stop": .confirmed,
                ]
            case .completed: ["reopen": .inFulfillment, "reopen_confirmed": .confirmed]
            case .closedShort:
                [
                    "reopen": .inFulfillment, "reopen_confirmed": .confirmed,
                    "hold_credit": .creditHold,
                ]
            case .cancelled:
                [
                    "reopen": .draft, "reopen_confirmed": .confirmed, "hold_credit": .creditHold,
                    "reopen_shipped": .inFulfillment,
                ]
            }
        }

        package var actions: [String] {
            switch self {
            case .confirmed, .inFulfillment:
                ["amend", "cancel_lines", "hold", "release", "release_credit"]
            case .creditHold: ["amend", "cancel_lines"]
            case .draft, .pendingApproval, .completed, .closedShort, .cancelled: []
            }
        }

        /// Whether documents of fulfilment may be added.
        var isOpen: Bool { self == .confirmed || self == .inFulfillment }

        /// Whether some of it may be called off, or agreed anew.
        var isAmendable: Bool { isOpen || self == .creditHold }

        /// Whether the customer owes what was not called off.
        var binds: Bool {
            switch self {
            case .confirmed, .inFulfillment, .completed, .closedShort: true
            case .draft, .pendingApproval, .creditHold, .cancelled: false
            }
        }
    }
}
