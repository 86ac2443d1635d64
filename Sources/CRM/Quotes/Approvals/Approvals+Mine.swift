import API
import Schema
import Store

extension Approvals {
    package static let named: [String: NamedFilter] = [
        "mine": NamedFilter(
            "Those that wait for the caller, for a role of theirs, or by delegation."
        ) { access, now in mine(access, now) }
    ]

    /// Pending approvals with a step that the caller may decide.
    ///
    /// A delegate stands in for a colleague on the days of the delegation, by the delegate's own clock.
    private static func mine(_ access: Access, _ now: Instant) -> Clause {
        guard let user = access.userID else { return Clause("0") }
        let today = (TimeZone.named(access.timeZone) ?? .utc).day(of: now)
        let people = """
            SELECT u.id FROM users u WHERE u.id = ? UNION \(ApprovalDelegations.delegators)
            """
        let cells = [user.cell, user.cell, today.cell, today.cell]
        let sql = """
            t.status = 'pending' AND (t.allows_self_approval = 1 OR (t.owner_id IS NOT ? AND t.submitted_by IS NOT ?)) \
            AND EXISTS (SELECT 1 FROM approval_steps s WHERE s.parent_id = t.id AND s.decided_at IS NULL AND \
            (s.user_id IN (\(people)) OR s.role_id IN (SELECT role_id FROM users WHERE id IN (\(people)))))
            """
        return Clause(sql, [user.cell, user.cell] + cells + cells)
    }
}
