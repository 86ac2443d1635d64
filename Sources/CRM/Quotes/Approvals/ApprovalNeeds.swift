import API
import Schema
import Store

/// Whose word a quote needs before it is sent.
struct ApprovalNeeds {
    struct Need {
        let policy: Record<ApprovalPolicies>
        let reasons: [String]
    }

    let figures: QuoteFigures
    /// The lowest level first.
    private(set) var needs: [Need] = []

    init(_ quote: Record<Quotes>, in tx: Transaction) throws {
        figures = try QuoteFigures(quote, in: tx)
        let policies = try tx.select(ApprovalPolicies.self, where: "is_active = 1")
        let asking = policies.compactMap { policy in
            let reasons = figures.reasons(of: policy)
            return reasons.isEmpty ? nil : Need(policy: policy, reasons: reasons)
        }
        guard !asking.isEmpty else { return }
        let granted = try Self.granted(to: quote.id, tx)
        needs = asking.filter { need in
            !granted.contains {
                $0.policy == need.policy.id && figures.isCovered(by: QuoteFigures($0))
            }
        }
        .sorted { left, right in
            left.policy.level == right.policy.level
                ? left.policy.name < right.policy.name : left.policy.level < right.policy.level
        }
    }

    var value: Value {
        .array(
            needs.map { need in
                .object([
                    ("policy_id", .id(need.policy.row.id)), ("name", .text(need.policy.name)),
                    ("level", .integer(need.policy.level)),
                    ("reasons", .array(need.reasons.map { .text($0) })),
                ])
            })
    }

    /// What was approved of a quote and of those that it revises.
    private static func granted(
        to quote: ID<Quotes>, _ tx: Transaction
    ) throws -> [Record<Approvals>] {
        try tx.select(
            Approvals.self,
            where: """
                status = 'approved' AND quote_id IN (
                    WITH RECURSIVE line (id) AS (
                        SELECT ? UNION SELECT q.supersedes_id FROM quotes q JOIN line l ON q.id = l.id
                        WHERE q.supersedes_id IS NOT NULL)
                    SELECT id FROM line)
                """, [quote.cell])
    }
}
