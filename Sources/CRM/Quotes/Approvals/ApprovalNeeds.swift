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
    /// Whether a price is below a floor, and no policy asks about floors: nobody can approve that, and it is not sent.
    let isFloorUnasked: Bool

    var isEmpty: Bool { needs.isEmpty && !isFloorUnasked }

    init(_ quote: Record<Quotes>, in tx: Transaction) throws {
        figures = try QuoteFigures(quote, in: tx)
        let policies = try tx.select(ApprovalPolicies.self, where: "is_active = 1")
        isFloorUnasked = figures.floorShortfall != nil && !policies.contains(where: \.belowFloor)
        let asking: [Need] = policies.compactMap { policy in
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
        var all = needs.map { need in
            Self.value(
                .id(need.policy.row.id), need.policy.name, level: need.policy.level, need.reasons)
        }
        if isFloorUnasked, let reason = figures.floorReason {
            all.append(Self.value(.null, "floor", level: 1, [reason]))
        }
        return .array(all)
    }

    private static func value(
        _ policy: Value, _ name: String, level: Int64, _ reasons: [String]
    ) -> Value {
        .object([
            ("policy_id", policy), ("name", .text(name)), ("level", .integer(level)),
            ("reasons", .array(reasons.map { .text($0) })),
        ])
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
