import API
import Schema

extension Quotes {
    /// DOMAIN of the life of an offer: only drafts are worked on, and what customers were sent stays as it was.
    package enum Status: String, State {
        case draft
        case inReview = "in_review"
        case approved, sent, accepted, declined, expired, superseded, cancelled

        package static let initial = draft
        /// Approvers decide on approvals, which moves the quote; a quote that needs none passes; the clock expires one,
        /// and sending its revision supersedes it.
        package static let automatic: Set<String> = [
            "approve", "pass", "reject", "expire", "supersede",
        ]

        package var event: String {
            switch self {
            case .draft: "withdrawn"
            case .inReview: "submitted"
            case .approved, .sent, .accepted, .declined, .expired, .superseded, .cancelled:
                rawValue
            }
        }

        package var verbs: [String: Status] {
            switch self {
            case .draft:
                ["submit": .inReview, "pass": .approved, "send": .sent, "cancel": .cancelled]
            case .inReview:
                [
                    "approve": .approved, "reject": .draft, "withdraw": .draft,
                    "cancel": .cancelled,
                ]
            case .approved: ["send": .sent, "withdraw": .draft, "cancel": .cancelled]
            case .sent:
                [
                    "accept": .accepted, "decline": .declined, "cancel": .cancelled,
                    "expire": .expired, "supersede": .superseded,
                ]
            case .declined, .expired: ["supersede": .superseded]
            case .accepted, .superseded, .cancelled: [:]
            }
        }

        package var actions: [String] {
            switch self {
            case .sent: ["revise", "share"]
            case .declined, .expired: ["revise"]
            case .draft, .inReview, .approved, .accepted, .superseded, .cancelled: []
            }
        }
    }
}
