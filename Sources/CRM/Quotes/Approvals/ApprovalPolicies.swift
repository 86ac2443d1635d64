import API
import Schema
import Store

/// When quotes need somebody's word before they are sent, and whose.
package struct ApprovalPolicies: Resource {
    package static let name = "approval-policies"
    package static let singular = "approval_policy"
    package static let table = TypedTable(Self())

    let name = Field.text("name", max: 200, [.title, .sortable, .unique])
    let isActive = Field.boolean("is_active").default(true)
    let level = Field.integer("level", 1...10, .sortable).default(1)
        .about("Lower levels are asked first; the next is asked when all of one have approved.")
    let lineDiscount = Field.percent("line_discount_percent_above").optional
        .about("Asks when any line has a higher discount_percent.")
    let documentDiscount = Field.percent("document_discount_percent_above").optional
        .about("Asks when the document's discount is a larger part of the lines.")
    let margin = Field.percent("margin_percent_below").optional
        .about(
            "Asks when what is left after the products' cost is a smaller part of their net amount. "
                + "Lines without a known cost are left out.")
    let total = Field.money("net_amount_above").optional
        .about("Asks when net_amount is higher, of quotes in the policy's currency.")
    let currency = Field.currency().optional.filled()
        .about("Of net_amount_above; the installation's when it is left out.")
    let paymentTerms = Field.integer("payment_terms_days_above", 0...365).optional
        .about("Asks when payment_terms_days is higher.")
    let freeTextTerms = Field.boolean("on_free_text_terms").default(false)
        .about("Asks when the quote has terms of its own.")
    let belowFloor = Field.boolean("on_below_floor").default(false)
        .about("Asks when a line leaves less than its product's floor.")
    let mode = Field.choice("mode", Mode.self).default(.any)
        .about("Whether one of the approvers is enough.")
    let slaHours = Field.integer("sla_hours", 1...8_760).optional
        .about("Hours after which an approval is overdue.")
    let allowsSelfApproval = Field.boolean("allows_self_approval").default(false)
        .about("Whether who owns or submits a quote may approve it.")
    let approvers = Owned("approvers", PolicyApprovers.self, max: 20)

    package init() {}

    package enum Mode: String, Word { case any, all }

    package static func willSave(
        _ policy: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        if policy.currency == nil { policy.currency = tx.settings.currency }
        var faults: [Fault] = []
        let isConditional =
            policy.lineDiscount != nil || policy.documentDiscount != nil || policy.margin != nil
            || policy.total != nil || policy.paymentTerms != nil || policy.freeTextTerms
            || policy.belowFloor
        if !isConditional, policy.isSound {
            faults.append(
                Fault(
                    pointer: "", code: .required,
                    message: "A policy needs a condition, such as line_discount_percent_above."))
        }
        if policy.approvers.isEmpty, policy.isSound(\.approvers) {
            faults.append(
                Fault(
                    pointer: "/approvers", code: .required,
                    message: "A policy needs an approver."))
        }
        for (index, approver) in policy.approvers.enumerated() {
            faults += PolicyApprovers.faults(of: approver).map { $0.under("/approvers/\(index)") }
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }
}

/// Who approves: those with a role, the manager of the quote's owner, or one user.
package struct PolicyApprovers: Resource {
    package static let name = "approval-policy-approvers"
    package static let singular = "approval_policy_approver"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let kind = Field.choice("kind", Kind.self)
    let role = Field.reference("role_id", to: Roles.self).optional
    let user = Field.reference("user_id", to: Users.self).optional

    package init() {}

    package enum Kind: String, Word { case role, manager, user }

    static func faults(of approver: Record<Self>) -> [Fault] {
        guard approver.isSound else { return [] }
        var faults: [Fault] = []
        func hold(_ name: String, _ isGiven: Bool, _ kind: Kind) {
            guard isGiven != (approver.kind == kind) else { return }
            faults.append(
                isGiven
                    ? Fault(
                        pointer: "/" + name, code: .conflict,
                        message: "\(name) belongs to the kind \(kind.rawValue).")
                    : Fault(
                        pointer: "/" + name, code: .required,
                        message: "The kind \(kind.rawValue) needs \(name)."))
        }
        hold("role_id", approver.role != nil, .role)
        hold("user_id", approver.user != nil, .user)
        return faults
    }
}
