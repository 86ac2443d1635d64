// What pricing keeps in memory, with each connection.
//
// Products, rules, categories, price books and tax rates are read often and changed seldom. A connection keeps what it has
// worked out from them together with the generations of the resources (`Generations`). A transaction looks at one number
// to know that none of them has changed; what has is read again when it is needed. Prices of a book are read when a
// document first asks for them. The least recently used books go when all of them together have more than 200,000 entries.

import Schema
import Store

/// A price book as pricing sees it.
final class BookPrices: Sendable {
    let book: RecordID
    let tiers: [RecordID: [PriceTier]]
    let count: Int

    init(_ book: RecordID, in tx: Transaction) throws {
        var found: [RecordID: [PriceTier]] = [:]
        var count = 0
        try tx.query(CatalogStatements.entries, [book.cell]) { row in
            found[RecordID(row.uuid(0)), default: []].append(
                PriceTier(
                    minQuantity: Decimal(millionths: row.integer(1)),
                    unitPrice: Decimal(millionths: row.integer(2))))
            count += 1
        }
        self.book = book
        tiers = found
        self.count = count
    }
}

/// The head of a price book.
final class BookHead: Sendable {
    let id: RecordID
    let name: String
    let currency: Currency
    let validity: Validity
    let isDefault: Bool
    let channel: String?
    let includesTax: Bool
    let tierMode: TierMode
    /// Of the step that says what the book asks.
    let frame: StepFrame

    init(_ row: Statement) {
        id = RecordID(row.uuid(0))
        name = row.text(1)
        currency = Currency(cell: row.cell(2))
        validity = Validity(
            from: row.isNull(3) ? nil : Day(cell: row.cell(3)),
            until: row.isNull(4) ? nil : Day(cell: row.cell(4)))
        isDefault = row.integer(5) != 0
        channel = row.isNull(6) ? nil : row.text(6)
        includesTax = row.integer(7) != 0
        tierMode = TierMode(cell: row.cell(8))
        frame = StepFrame(.priceBook, source: Link(resource: PriceBooks.name, id: id), name)
    }

    func holds(in currency: Currency, on day: Day) -> Bool {
        self.currency == currency && validity.contains(day)
    }
}

/// What one connection knows of the catalog.
final class PriceCatalog {
    /// Entries of all books that are kept.
    static let mostEntries = 200_000

    /// Products that are kept.
    static let mostProducts = 20_000

    private var newest: Int64?
    private var generations: [String: Int64] = [:]
    private var products: [RecordID: PriceResolution.Product] = [:]
    private var index: RuleIndex?
    private var parents: [RecordID: RecordID]?
    private var lines: [RecordID: [RecordID]] = [:]
    private var heads: [BookHead]?
    private var prices: [RecordID: BookPrices] = [:]
    private var recent: [RecordID] = []
    private var rates: [String: [TaxRate]]?
    private var exempt: Bool?
    private var hasContracts: Bool?

    struct TaxRate {
        let category: String
        let percent: Decimal
        let validity: Validity
    }

    /// The connection's catalog, as far as it still holds.
    static func of(_ tx: Transaction) throws -> PriceCatalog {
        let catalog = tx.connection.kept { PriceCatalog() }
        let newest = try tx.newestGeneration()
        if catalog.newest != newest {
            catalog.refresh(try tx.generations())
            catalog.newest = newest
        }
        return catalog
    }

    private func refresh(_ now: Generations) {
        func hasChanged(_ table: Table) -> Bool {
            let number = now.of(table)
            defer { generations[table.name] = number }
            return generations[table.name] != number
        }
        if hasChanged(PricingRules.table) { index = nil }
        if hasChanged(Products.table) { products = [:] }
        if hasChanged(ProductCategories.table) {
            parents = nil
            lines = [:]
        }
        if hasChanged(PriceBooks.table) {
            heads = nil
            prices = [:]
            recent = []
        }
        if hasChanged(TaxRates.table) { rates = nil }
        if hasChanged(TaxExemptions.table) { exempt = nil }
        if hasChanged(ContractPrices.table) { hasContracts = nil }
    }

    func rules(_ tx: Transaction) throws -> RuleIndex {
        if let index { return index }
        var rules: [CompiledRule] = []
        for rule in try tx.select(PricingRules.self, where: "is_active = 1", limit: 1_000_000) {
            rules.append(CompiledRule(rule))
        }
        let made = RuleIndex(rules)
        index = made
        return made
    }

    /// A product; nil when it is not there.
    func product(_ id: RecordID, _ tx: Transaction) throws -> PriceResolution.Product? {
        if let known = products[id] { return known }
        guard let read = try PriceResolution.Product.read(id, tx) else { return nil }
        if products.count >= Self.mostProducts { products = [:] }
        products[id] = read
        return read
    }

    /// A category and those above it, nearest first.
    func line(above category: RecordID, _ tx: Transaction) throws -> [RecordID] {
        if let known = lines[category] { return known }
        let made = try found(above: category, tx)
        lines[category] = made
        return made
    }

    private func found(above category: RecordID, _ tx: Transaction) throws -> [RecordID] {
        if parents == nil {
            var found: [RecordID: RecordID] = [:]
            try tx.query(CatalogStatements.categories) {
                found[RecordID($0.uuid(0))] = RecordID($0.uuid(1))
            }
            parents = found
        }
        var line = [category]
        while let last = line.last, let above = parents?[last], line.count <= 100 {
            line.append(above)
        }
        return line
    }

    func books(_ tx: Transaction) throws -> [BookHead] {
        if let heads { return heads }
        var found: [BookHead] = []
        try tx.query(CatalogStatements.books) { found.append(BookHead($0)) }
        heads = found
        return found
    }

    func prices(of book: RecordID, _ tx: Transaction) throws -> BookPrices {
        if recent.last != book {
            recent.removeAll { $0 == book }
            recent.append(book)
        }
        if let known = prices[book] { return known }
        let made = try BookPrices(book, in: tx)
        prices[book] = made
        var total = prices.values.reduce(0) { $0 + $1.count }
        while total > Self.mostEntries, recent.count > 1 {
            total -= prices.removeValue(forKey: recent.removeFirst())?.count ?? 0
        }
        return made
    }

    /// Rates by tax category in a country on a day.
    func rates(of country: String, on day: Day, _ tx: Transaction) throws -> [String: Decimal] {
        if rates == nil {
            var found: [String: [TaxRate]] = [:]
            try tx.query(CatalogStatements.rates) { row in
                found[row.text(0), default: []].append(
                    TaxRate(
                        category: row.text(1), percent: Decimal(millionths: row.integer(2)),
                        validity: Validity(
                            from: row.isNull(3) ? nil : Day(cell: row.cell(3)),
                            until: row.isNull(4) ? nil : Day(cell: row.cell(4)))))
            }
            rates = found
        }
        var valid: [String: Decimal] = [:]
        for rate in rates?[country] ?? [] where rate.validity.contains(day) {
            valid[rate.category] = rate.percent
        }
        return valid
    }

    /// Whether anybody is exempt from tax.
    func hasExemptions(_ tx: Transaction) throws -> Bool {
        if let exempt { return exempt }
        let made = try tx.first(CatalogStatements.anyExemption) { _ in true } ?? false
        exempt = made
        return made
    }

    /// Whether there are contract prices at all.
    func hasContractPrices(_ tx: Transaction) throws -> Bool {
        if let hasContracts { return hasContracts }
        let made = try tx.first(CatalogStatements.anyContract) { _ in true } ?? false
        hasContracts = made
        return made
    }
}

private enum CatalogStatements {
    static let entries = SQL(
        """
        SELECT product_id, min_quantity, unit_price FROM price_book_entries
        WHERE parent_id = ? ORDER BY min_quantity
        """)
    static let categories = SQL(
        "SELECT id, parent_id FROM product_categories WHERE parent_id IS NOT NULL")
    static let books = SQL(
        """
        SELECT id, name, currency, valid_from, valid_until, is_default, channel, prices_include_tax,
            tier_mode
        FROM price_books WHERE deleted_at IS NULL
        """)
    static let rates = SQL(
        """
        SELECT country, tax_category, rate_percent, valid_from, valid_until FROM tax_rates
        WHERE deleted_at IS NULL
        """)
    static let anyExemption = SQL("SELECT 1 FROM tax_exemptions WHERE deleted_at IS NULL LIMIT 1")
    static let anyContract = SQL("SELECT 1 FROM contract_prices WHERE deleted_at IS NULL LIMIT 1")
}
