import API
import Schema
import Store

/// What somebody was asked to approve: a quote, under one policy, with the figures that it had.
///
/// The figures are the snapshot: what was approved covers a later state of the quote or of a revision of it that is not
/// worse in any of them.
package struct Approvals: Resource {
    package static let name = "approvals"
    package static let singular = "approval"
    package static let traits: ResourceTraits = [.owned, .readOnly]
    package static let indexes = [["status", "created_at"]]
    package static let table = TypedTable(Self())

    let quote = Field.reference("quote_id", to: Quotes.self, [.readOnly, .weak])
    let policy = Field.reference("policy_id", to: ApprovalPolicies.self, [.readOnly, .weak])
    let policyName = Field.text("policy_name", max: 200, [.readOnly, .title])
        .about("The policy's name when it asked.")
    let level = Field.integer("level", 1...10, .readOnly)
    let status = Field.status("status", Status.self)
    let reasons = Field.labels("reasons", .readOnly).default([])
        .about("What of the quote the policy asks about.")
    let mode = Field.choice("mode", ApprovalPolicies.Mode.self, .readOnly).default(.any)
    let allowsSelfApproval = Field.boolean("allows_self_approval", .readOnly).default(false)
    let submittedBy = Field.actor("submitted_by", .readOnly).optional
    let dueAt = Field.instant("due_at", [.readOnly, .sortable]).optional
    let overdueAt = Field.instant("overdue_at", .readOnly).optional
        .about("When it was found that due_at had passed without a decision.")
    let decidedAt = Field.instant("decided_at", .readOnly).optional
    let party = Field.reference("party_id", to: Parties.self, [.readOnly, .weak]).optional
    let currency = Field.currency("currency", .readOnly)
    let lineDiscount = Field.percent("line_discount_percent", .readOnly).default(.zero)
        .about("The largest of the lines.")
    let documentDiscount = Field.percent("document_discount_percent", .readOnly).default(.zero)
    let margin = Field.percent("margin_percent", .readOnly).optional
        .about("Null when no line has a known cost; below 0 when the goods cost more.")
    let floorShortfall = Field.percent("floor_shortfall_percent", .readOnly).optional
        .about("By how many percent points the worst line is below its floor; null when none is.")
    let netAmount = Field.money("net_amount", .readOnly).default(.zero)
    let paymentTermsDays = Field.integer("payment_terms_days", 0...365, .readOnly).optional
    let termsDigest = Field.text("terms_digest", max: 64, [.readOnly, .hidden]).optional
    let steps = Owned("steps", ApprovalSteps.self, max: 20, .readOnly)

    package init() {}

    package enum Status: String, State {
        /// Those of a lower level have not decided yet.
        case waiting
        case pending, approved, rejected, cancelled

        package static let initial = waiting
        package static let automatic: Set<String> = ["ask", "cancel"]

        package var event: String { self == .pending ? "requested" : rawValue }

        package var verbs: [String: Status] {
            switch self {
            case .waiting: ["ask": .pending, "cancel": .cancelled]
            case .pending: ["approve": .approved, "reject": .rejected, "cancel": .cancelled]
            case .approved, .rejected, .cancelled: [:]
            }
        }
    }
}

/// Whose word an approval waits for or has: one of the policy's approvers.
package struct ApprovalSteps: Resource {
    package static let name = "approval-steps"
    package static let singular = "approval_step"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let kind = Field.choice("kind", PolicyApprovers.Kind.self, .readOnly)
    let role = Field.reference("role_id", to: Roles.self, [.readOnly, .weak]).optional
    let user = Field.reference("user_id", to: Users.self, [.readOnly, .weak]).optional
        .about("The user asked, or the manager of the quote's owner.")
    let decision = Field.choice("decision", Decision.self, .readOnly).optional
    let decidedBy = Field.reference("decided_by", to: Users.self, [.readOnly, .weak]).optional
    let onBehalfOf = Field.reference("on_behalf_of", to: Users.self, [.readOnly, .weak]).optional
        .about("Who had delegated the decision.")
    let decidedAt = Field.instant("decided_at", .readOnly).optional
    let comment = Field.text("comment", max: 2_000, .readOnly).optional

    package init() {}

    package enum Decision: String, Word { case approved, rejected }
}
