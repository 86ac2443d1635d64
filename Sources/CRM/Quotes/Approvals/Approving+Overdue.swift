import Schema
import Store

extension Approving {
    /// Says once of each approval that nobody has decided it in time.
    ///
    /// Called by the clock; takes as many as fit one short transaction and leaves the rest to the next call.
    package static func noteOverdue(_ tx: Transaction) throws {
        let due = try tx.select(
            Approvals.self, where: "status = 'pending' AND due_at <= ? AND overdue_at IS NULL",
            [tx.now.cell], limit: batch)
        for approval in due {
            try tx.update(approval, event: "approval.overdue") { $0.overdueAt = tx.now }
        }
    }

    private static let batch = 200
}
