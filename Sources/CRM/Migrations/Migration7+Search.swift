/// Marks how titles begin, as `SearchTerms.indexed` does.
enum Migration7 {
    static let sql = searchable.map { table in
        """
        UPDATE \(table)_search SET title = title || ' ' || char(57344)
            || substr(ltrim(title, '\(marks)'), 1, instr(ltrim(title, '\(marks)') || ' ', ' ') - 1)
        WHERE ltrim(title, '\(marks)') <> '';
        """
    }.joined(separator: "\n")

    /// What does not begin a word, with the quote doubled as SQL asks.
    private static let marks = ##" !"#$%&''()*+,-./:;<=>?@[\]^_`{|}~"##

    private static let searchable = [
        "users", "teams", "roles", "api_keys", "custom_fields",
        "parties", "party_relationships", "pipelines", "leads", "opportunities",
        "activities", "product_categories", "products", "price_books", "tax_rates",
        "quotes", "orders", "queues", "tickets", "ticket_messages",
    ]
}
