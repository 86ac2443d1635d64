import Schema
import Store

/// Closes tickets that were solved and then left alone.
enum TicketClosing {
    /// How long a requester may say that it is not solved after all.
    static let days: Int64 = 7
    /// Tickets that one run closes; the next run, a minute later, takes the others.
    private static let batch = 200

    static func closeSolved(_ tx: Transaction) throws {
        let limit = tx.now.adding(seconds: -days * 86_400)
        let tickets = try tx.select(
            Tickets.self, where: "status = 'solved' AND solved_at <= ?", [limit.cell],
            limit: batch)
        for ticket in tickets { try tx.update(ticket) { $0.status = .closed } }
    }
}
