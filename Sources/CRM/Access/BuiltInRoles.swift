import API
import Schema
import Store

/// The roles that every installation has; written at first start, found by name.
package enum BuiltInRoles {
    private typealias Right = (resource: String, actions: [String], sight: Sight)

    /// All but to delete, and to restore what was deleted: that is for those who answer for the records.
    private static let everyday = ["read", "create", "update", Access.everyVerb]
    private static let everything = [Access.everyAction]
    private static let reference: [Right] = [
        ("users", ["read"], .all), ("teams", ["read"], .all), ("roles", ["read"], .all),
        ("custom-fields", ["read"], .all), ("product-categories", ["read"], .all),
        ("products", ["read"], .all), ("price-books", ["read"], .all),
        ("party-groups", ["read"], .all), ("contract-prices", ["read"], .all),
        ("pricing-rules", ["read"], .all), ("coupons", ["read"], .all),
        ("tax-rates", ["read"], .all), ("tax-exemptions", ["read"], .all),
        ("exchange-rates", ["read"], .all),
        ("pipelines", ["read"], .all), ("queues", ["read"], .all),
        ("approval-policies", ["read"], .all), ("document-templates", ["read"], .all),
        ("payment-terms", ["read"], .all), ("stock-levels", ["read"], .all),
    ]
    /// Files in and out, each one's own; of records, what the other rights allow.
    private static let files: [Right] = [
        ("imports", everything, .own), ("exports", everything, .own),
    ]
    private static let sales = [
        "parties", "party-relationships", "leads", "opportunities", "stage-history", "activities",
        "quotes", "quote-shares", "quote-responses",
    ]
    private static let catalog = [
        "product-categories", "products", "price-books", "party-groups", "contract-prices",
        "pricing-rules", "coupons", "coupon-redemptions", "tax-rates", "tax-exemptions",
        "exchange-rates",
    ]
    /// What whoever sells does with orders: all but to approve them, and to let them pass credit.
    private static let selling = [
        "read", "create", "update", "confirm", "submit", "amend", "hold", "release", "cancel",
        "cancel_lines", "close_short", "complete", "reopen",
    ]
    private static let approving = selling + ["delete", "approve", "reject"]
    /// Seen by whoever sees the order.
    private static let orderDocuments = [
        "fulfillments", "returns", "order-amendments", "stock-reservations",
    ]

    private static func rights(
        _ resources: [String], _ actions: [String], _ sight: Sight
    ) -> [Right] {
        resources.map { ($0, actions, sight) }
    }

    private static let all: [(name: String, about: String, rights: [Right])] = [
        ("admin", "Everything.", [("*", everything, .all)]),
        (
            "sales_manager", "Sales, catalog and forecast of the own teams.",
            reference + rights(sales, everything, .teamTree) + rights(catalog, everything, .all)
                + rights(orderDocuments, everything, .all)
                + rights(["invoices", "payments"], everything, .teamTree)
                + [
                    ("approvals", everyday, .teamTree),
                    ("approval-delegations", everything, .teamTree),
                    ("approval-policies", everything, .all),
                    ("orders", approving, .teamTree), ("credit-accounts", ["read"], .all),
                    ("payment-terms", everything, .all), ("stock-levels", everything, .all),
                    ("pipelines", everything, .all), ("tickets", ["read", "create"], .all),
                    ("ticket-messages", ["read", "create"], .all),
                ] + files
        ),
        (
            "sales_rep", "The own leads, opportunities, quotes and orders; customers of the team.",
            reference + rights(sales, everyday, .own)
                + rights(orderDocuments, ["read"], .all)
                + rights(["invoices", "payments"], ["read"], .own)
                + [
                    ("approvals", ["read"], .own),
                    ("approval-delegations", everyday, .own),
                    ("orders", selling, .own), ("returns", ["read", "create"], .all),
                    ("credit-accounts", ["read"], .all),
                    ("parties", everyday, .team), ("tickets", ["read", "create"], .team),
                    ("ticket-messages", ["read", "create"], .all),
                ]
        ),
        (
            "credit_controller",
            "Credit accounts, invoices and payments; guarantees of orders, and lets them pass credit.",
            reference
                + rights(
                    ["credit-accounts", "invoices", "payments", "payment-terms"], everything, .all)
                + rights(["parties", "quotes"] + orderDocuments, ["read"], .all)
                + [("orders", ["read", "update", "hold", "release", "release_credit"], .all)]
        ),
        (
            "support_manager", "All tickets, queues and customers.",
            reference
                + rights(
                    [
                        "tickets", "ticket-messages", "queues", "activities", "parties",
                        "party-relationships",
                    ], everything, .all)
                + rights(["orders", "quotes", "fulfillments", "invoices"], ["read"], .all)
                + rights(["returns"], everything, .all) + files
        ),
        (
            "support_agent", "Tickets of the team, customers.",
            reference + rights(["tickets"], everyday, .team)
                + rights(["ticket-messages"], ["read", "create"], .all)
                + rights(["activities"], everyday, .own)
                + rights(["parties", "party-relationships"], everyday, .all)
                + rights(["orders", "quotes", "fulfillments", "invoices"], ["read"], .all)
                + rights(["returns"], everyday, .all)
        ),
        (
            "integration", "Other systems: all business records, no people, roles or keys.",
            [
                ("*", everything, .all), ("users", ["read"], .all), ("roles", ["read"], .all),
                ("api-keys", [], .own), ("sessions", [], .own), ("audit-entries", [], .own),
                ("custom-fields", ["read"], .all), ("teams", ["read"], .all),
            ]
        ),
        (
            "read_only", "Reads everything but keys, webhooks and the audit trail.",
            [
                ("*", ["read"], .all), ("api-keys", [], .own), ("sessions", [], .own),
                ("audit-entries", [], .own), ("webhook-endpoints", [], .own),
                ("webhook-deliveries", [], .own),
            ]
        ),
    ]

    package static let names = all.map(\.name)

    /// Writes the roles that are missing, and rewrites those whose rights have changed with a release.
    package static func install(_ tx: Transaction) throws {
        for role in all {
            let known = role.rights.filter { Roles.isKnown($0.resource, tx) }
            let rights = known.map { right in
                var record = Record<RoleRights>()
                record.resource = right.resource
                record.actions = right.actions
                record.sight = right.sight.rawValue
                return record
            }
            if let known = try tx.select(Roles.self, where: "name = ?", [.text(role.name)]).first {
                try tx.update(known) {
                    $0.description = role.about
                    guard !isSame($0.rights, rights) else { return }
                    $0.rights = rights
                }
            } else {
                var record = Record<Roles>()
                record.name = role.name
                record.description = role.about
                record.isBuiltIn = true
                record.rights = rights
                _ = try tx.create(record)
            }
        }
    }

    private static func isSame(_ left: [Record<RoleRights>], _ right: [Record<RoleRights>]) -> Bool
    {
        left.count == right.count
            && zip(left, right).allSatisfy {
                $0.resource == $1.resource && $0.actions == $1.actions && $0.sight == $1.sight
            }
    }
}
