import API
import Schema
import Store

extension ApprovalSteps {
    // MARK: Whom to ask

    /// The steps of one approval; throws `no_approver` when nobody who may decide could do so.
    static func resolved(
        _ policy: Record<ApprovalPolicies>, for quote: Record<Quotes>, in tx: Transaction
    ) throws -> [Record<ApprovalSteps>] {
        let excluded =
            policy.allowsSelfApproval ? [] : [quote.ownerID, quote.submittedBy].compactMap { $0 }
        var steps: [Record<ApprovalSteps>] = []
        var isMissing = false
        for approver in policy.approvers {
            var step = Record<ApprovalSteps>()
            step.kind = approver.kind
            step.role = approver.role
            step.user =
                approver.kind == .manager ? try manager(of: quote.ownerID, tx) : approver.user
            if try isPossible(step, quote, excluded, tx) {
                steps.append(step)
            } else {
                isMissing = true
            }
        }
        guard !steps.isEmpty, policy.mode == .any || !isMissing else {
            throw Problem(
                .noApprover,
                "The policy \(policy.name) asks somebody who cannot decide about this quote.",
                extras: [("policy_id", .id(policy.row.id))])
        }
        return steps
    }

    private static func manager(of owner: RecordID?, _ tx: Transaction) throws -> ID<Users>? {
        guard let owner else { return nil }
        return try tx.find(Users.self, ID(owner)).manager
    }

    /// Whether an active user could decide the step who is not excluded, and whose role lets them see the quote and decide;
    /// or somebody to whom such a user has delegated it.
    private static func isPossible(
        _ step: Record<ApprovalSteps>, _ quote: Record<Quotes>, _ excluded: [RecordID],
        _ tx: Transaction
    ) throws -> Bool {
        let column = step.kind == .role ? "role_id" : "id"
        let cell = step.kind == .role ? step.role.cell : step.user.cell
        let marks = Array(repeating: "?", count: excluded.count).joined(separator: ", ")
        let today = (TimeZone.named(tx.access.timeZone) ?? .utc).day(of: tx.now)
        let asked = [cell] + excluded.map(\.cell)
        var people: [RecordID] = []
        try tx.query(
            text: """
                SELECT id FROM users WHERE \(column) = ? AND status = 'active' AND deleted_at IS NULL
                    AND id NOT IN (\(marks))
                UNION ALL SELECT d.delegate_id FROM users g JOIN approval_delegations d ON d.owner_id = g.id
                WHERE g.\(column) = ? AND g.status = 'active' AND g.deleted_at IS NULL AND g.id NOT IN (\(marks))
                    AND d.deleted_at IS NULL AND d.valid_from <= ? AND d.valid_until >= ?
                LIMIT \(mostAsked)
                """, asked + asked + [today.cell, today.cell]
        ) { people.append(RecordID($0.uuid(0))) }
        return try people.contains { person in
            try !excluded.contains(person) && mayDecide(person, quote, tx)
        }
    }

    /// How many of those who share a role are looked at.
    private static let mostAsked = 100

    private static func mayDecide(
        _ user: RecordID, _ quote: Record<Quotes>, _ tx: Transaction
    ) throws -> Bool {
        guard let access = try Credentials.access(of: ID(user), tx),
            let deciding = access.sight("approve", on: Approvals.name),
            let reading = access.sight("read", on: Approvals.name)
        else { return false }
        // The approval belongs to whom the quote belongs to.
        guard let clause = SightClause(Quotes.table, min(deciding, reading), access) else {
            return true
        }
        return try tx.first(
            text: "SELECT 1 FROM quotes WHERE id = ? AND \(clause.sql)",
            [quote.id.cell] + clause.cells
        ) { _ in true } ?? false
    }

    // MARK: Who decides

    /// A user whose word counts: the caller, or somebody who has delegated to the caller.
    private struct Voice {
        let user: RecordID
        let role: RecordID
    }

    /// The approval's steps with those decided that the caller may decide.
    ///
    /// Throws `forbidden` when there is none. Whoever owns or submitted the quote decides only where the policy lets
    /// them, and nobody does in their place.
    static func decided(
        _ approval: Record<Approvals>, _ decision: Decision, _ comment: String?, _ tx: Transaction
    ) throws -> [Record<ApprovalSteps>] {
        guard let caller = tx.access.userID else {
            throw Problem(.forbidden, "Only people decide: this credential belongs to no user.")
        }
        // Whose it was when it was submitted, and whose it is by now.
        let owner = try tx.find(Quotes.self, approval.quote).ownerID
        let excluded =
            approval.allowsSelfApproval
            ? [] : [approval.ownerID, owner, approval.submittedBy].compactMap { $0 }
        guard !excluded.contains(caller) else {
            throw Problem(.forbidden, "Nobody approves a quote of their own.")
        }
        let voices = try voices(of: caller, tx).filter { !excluded.contains($0.user) }
        var isAsked = false
        let steps = approval.steps.map { step in
            guard step.decidedAt == nil,
                let voice = voices.first(where: { voice in
                    step.user?.rawValue == voice.user || step.role?.rawValue == voice.role
                })
            else { return step }
            isAsked = true
            var step = step
            step.decision = decision
            step.decidedBy = ID(caller)
            step.onBehalfOf = voice.user == caller ? nil : ID(voice.user)
            step.decidedAt = tx.now
            step.comment = comment
            return step
        }
        guard isAsked else {
            throw Problem(
                .forbidden, "You are not asked about this quote, or have decided already.")
        }
        return steps
    }

    /// The caller first.
    private static func voices(of caller: RecordID, _ tx: Transaction) throws -> [Voice] {
        let today = (TimeZone.named(tx.access.timeZone) ?? .utc).day(of: tx.now)
        var voices: [Voice] = []
        try tx.query(
            text: """
                SELECT id, role_id FROM users WHERE id = ? OR id IN (\(ApprovalDelegations.delegators))
                ORDER BY id <> ?, id
                """, [caller.cell, caller.cell, today.cell, today.cell, caller.cell]
        ) { row in
            voices.append(Voice(user: RecordID(row.uuid(0)), role: RecordID(row.uuid(1))))
        }
        return voices
    }
}
