import Schema
import Store

/// Marks the words of titles, as `SearchTerms.indexed` does, and lists the words of each index.
enum Migration7 {
    static let sql = searchable.map { table in
        """
        UPDATE \(table)_search SET title = indexed_title(title);
        CREATE VIRTUAL TABLE \(table)_words USING fts5vocab(\(table)_search, instance);
        """
    }.joined(separator: "\n")

    static let functions: [String: TextFunction] = [
        "indexed_title": { try SearchTerms.indexed($0, $1) }
    ]

    private static let searchable = [
        "users", "teams", "roles", "api_keys", "custom_fields", "activities",
        "product_categories", "products", "price_books", "tax_rates", "orders", "parties",
        "party_relationships", "quotes", "pipelines", "leads", "opportunities", "queues",
        "tickets", "ticket_messages", "party_groups", "contract_prices", "pricing_rules",
        "coupons", "tax_exemptions", "approval_policies", "approvals",
        "document_templates", "invoices", "payments", "payment_terms", "credit_accounts",
        "stock_levels", "fulfillments", "returns", "external_systems",
    ]
}
