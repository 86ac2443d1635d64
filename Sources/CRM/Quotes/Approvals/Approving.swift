import API
import Schema
import Store

/// How quotes come by the word of those who must approve them.
///
/// All policies that ask about a quote get an approval each. Those of the lowest level are asked first, those of the next
/// when all before them have approved, and the quote is approved with the last one; the first refusal sends it back to
/// its draft.
enum Approving {
    /// Asks whom the policies name; a quote that they let pass is approved at once.
    ///
    /// Throws what `send` would for a quote that is not complete, and `no_approver` when nobody could decide.
    static func submit(_ id: ID<Quotes>, in tx: Transaction) throws {
        let quote = try tx.find(Quotes.self, id)
        try Quotes.check("submit", on: quote)
        try Quoting.checkComplete(quote, Quoting.today(of: quote, tx))
        _ = try Quoting.revised(by: quote, to: .inReview, in: tx)
        let needs = try ApprovalNeeds(quote, in: tx)
        guard !needs.isFloorUnasked else {
            throw Problem(
                .noApprover,
                "A price is below its product's floor, and no approval policy has on_below_floor.",
                extras: [("needs", needs.value)])
        }
        let isFree = needs.needs.isEmpty
        let submitted = try tx.update(quote) {
            $0.status = isFree ? .approved : .inReview
            $0.submittedAt = tx.now
            $0.submittedBy = tx.access.actorID
            $0.approvedAt = isFree ? tx.now : nil
        }
        guard let first = needs.needs.first else { return }
        for need in needs.needs {
            var approval = try approval(need, for: submitted, needs.figures, tx)
            if need.policy.level == first.policy.level { ask(&approval, need.policy, tx) }
            _ = try tx.create(approval)
        }
    }

    /// Throws `approval_required` when a draft must not be sent as it is.
    static func refuseUnapproved(_ quote: Record<Quotes>, in tx: Transaction) throws {
        let needs = try ApprovalNeeds(quote, in: tx)
        guard !needs.isEmpty else { return }
        throw Problem(
            .approvalRequired, "Submit the quote: somebody has to approve it before it is sent.",
            extras: [("needs", needs.value)])
    }

    private static func approval(
        _ need: ApprovalNeeds.Need, for quote: Record<Quotes>, _ figures: QuoteFigures,
        _ tx: Transaction
    ) throws -> Record<Approvals> {
        let policy = need.policy
        var approval = Record<Approvals>()
        approval.quote = quote.id
        approval.policy = policy.id
        approval.policyName = policy.name
        approval.level = policy.level
        approval.reasons = need.reasons
        approval.mode = policy.mode
        approval.allowsSelfApproval = policy.allowsSelfApproval
        approval.submittedBy = quote.submittedBy
        approval.ownerID = quote.ownerID
        approval.teamID = quote.teamID
        approval.steps = try ApprovalSteps.resolved(policy, for: quote, in: tx)
        figures.write(to: &approval)
        return approval
    }

    private static func ask(
        _ approval: inout Record<Approvals>, _ policy: Record<ApprovalPolicies>?,
        _ tx: Transaction
    ) {
        approval.status = .pending
        approval.dueAt = policy?.slaHours.map { tx.now.adding(seconds: $0 * 3_600) }
    }

    // MARK: Decisions

    /// Takes the caller's decision.
    ///
    /// Throws `forbidden` when the caller is not asked, or decides about what they themselves ask for.
    static func decide(
        _ id: ID<Approvals>, _ decision: ApprovalSteps.Decision, comment: String?,
        in tx: Transaction
    ) throws {
        let approval = try tx.find(Approvals.self, id)
        try check(decision, on: approval)
        let steps = try ApprovalSteps.decided(approval, decision, comment, tx)
        let isDone: Bool =
            switch (decision, approval.mode) {
            case (.rejected, _), (.approved, .any): true
            case (.approved, .all): steps.allSatisfy { $0.decidedAt != nil }
            }
        let decided = try tx.update(approval, event: isDone ? nil : "approval.step_approved") {
            $0.steps = steps
            guard isDone else { return }
            $0.status = decision == .approved ? .approved : .rejected
            $0.decidedAt = tx.now
        }
        guard isDone else { return }
        let quote = try tx.find(Quotes.self, approval.quote)
        switch decision {
        case .rejected:
            try tx.update(quote, event: "quote.rejected") { $0.status = .draft }
        case .approved: try goOn(with: quote, after: decided, tx)
        }
    }

    private static func check(
        _ decision: ApprovalSteps.Decision, on approval: Record<Approvals>
    ) throws {
        guard approval.status != .pending else { return }
        guard let machine = Approvals.table.machine else {
            preconditionFailure("approvals have a status")
        }
        throw Problem.cannot(
            decision == .approved ? "approve" : "reject", Approvals.table, machine,
            from: approval.status.rawValue)
    }

    /// Asks those of the next level once a level is through; after the last the quote is approved.
    private static func goOn(
        with quote: Record<Quotes>, after approval: Record<Approvals>, _ tx: Transaction
    ) throws {
        let open = try self.open(of: quote.id, tx)
        guard !open.contains(where: { $0.status == .pending }) else { return }
        guard let level = open.map(\.level).min() else {
            try tx.update(quote) {
                $0.status = .approved
                $0.approvedAt = tx.now
            }
            return
        }
        for next in open where next.level == level {
            // The policy may have been deleted meanwhile; what it asked stands.
            let policy = try tx.row(ApprovalPolicies.table, next.policy.rawValue).map(
                Record<ApprovalPolicies>.init)
            try tx.update(next) { ask(&$0, policy, tx) }
        }
    }

    /// Takes back what nobody has decided, because the quote is no longer in review.
    static func cancelOpen(of quote: ID<Quotes>, in tx: Transaction) throws {
        for approval in try open(of: quote, tx) {
            try tx.update(approval) { $0.status = .cancelled }
        }
    }

    private static func open(
        of quote: ID<Quotes>, _ tx: Transaction
    ) throws -> [Record<Approvals>] {
        try tx.select(
            Approvals.self, where: "quote_id = ? AND status IN ('waiting', 'pending')", [quote.cell]
        )
    }
}
