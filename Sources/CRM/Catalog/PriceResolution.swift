// Where the prices and rates of lines come from when a document does not give them.
//
// A document may have hundreds of lines, so nothing here asks the database line by line: contract prices are read with one
// statement for all lines, a product once until a product changes, and the rest is in memory (`PriceCatalog`). What is
// chosen for a line is a function of values.
//
// A resolved price is written on the line with the steps that led to it and stays there: a price book that changes later
// changes no document. A line keeps its price when only its quantity changes, because a negotiated price looks the same
// as a resolved one; setting it to null asks for the price again.

import JSON
import Schema
import Store

/// The sources of prices and rates for one document.
final class PriceResolution {
    /// What lines take from their product.
    final class Product: Sendable {
        let name: String
        let taxCategory: String
        let isDiscontinued: Bool
        let category: RecordID?
        let brand: String?
        let cost: Decimal?
        let minMargin: Decimal?
        let policy: Products.FloorPolicy
        let isBundle: Bool

        init(_ row: Statement) {
            name = row.text(0)
            taxCategory = row.text(1)
            isDiscontinued = row.text(2) == Products.Status.discontinued.rawValue
            category = row.isNull(3) ? nil : RecordID(row.uuid(3))
            brand = row.isNull(4) ? nil : row.text(4).lowercased()
            cost = row.isNull(5) ? nil : Decimal(millionths: row.integer(5))
            minMargin = row.isNull(6) ? nil : Decimal(millionths: row.integer(6))
            policy = Products.FloorPolicy(cell: row.cell(7))
            isBundle = row.integer(8) != 0
        }
    }

    let currency: Currency
    let rounding: Rounding
    let context: PricingContext
    let tx: Transaction
    let catalog: PriceCatalog
    let givenBook: ID<PriceBooks>?
    let profile: PartyProfile
    /// Those of the lines, in their order.
    private(set) var products: [Product?] = []
    private var knownRates: [String: Decimal]?
    var knownBook: BookHead??
    var knownPrices: BookPrices?
    var contracts: HeldContracts?
    var bundles: [RecordID: Bundle] = [:]
    /// The steps of all lines' prices, one line's after the other's.
    var steps = JSONWriter(capacity: 16_384)
    var frames = SharedFrames()

    init(
        currency: Currency, book: ID<PriceBooks>?, rounding: Rounding, _ context: PricingContext,
        _ tx: Transaction
    ) throws {
        self.currency = currency
        self.rounding = rounding
        self.context = context
        self.tx = tx
        givenBook = book
        catalog = try PriceCatalog.of(tx)
        profile = try context.party.map { try PartyProfile($0.rawValue, in: tx) } ?? PartyProfile()
    }

    // MARK: Faults

    /// A price book that is given must be in the document's currency.
    func bookFaults() throws -> [Fault] {
        guard let givenBook, let book = try head(givenBook.rawValue), book.currency != currency
        else { return [] }
        return [
            Fault(
                pointer: "/price_book_id", code: .conflict,
                message:
                    "The price book is in \(book.currency.text), the document in \(currency.text).")
        ]
    }

    /// Discontinued products stay on lines that have them and come on no others.
    func discontinued<Line: SalesLine>(
        _ lines: [Record<Line>], before: [Record<Line>]
    ) -> [Fault] {
        guard products.contains(where: { $0?.isDiscontinued == true }) else { return [] }
        let known = Dictionary(uniqueKeysWithValues: before.map { ($0.row.id, $0.product) })
        return lines.indices.compactMap { index in
            let line = lines[index]
            guard products[index]?.isDiscontinued == true,
                line.isSound || line.isSound(\.line.product)
            else { return nil }
            if !line.row.cells[CommonFields.id].isNull, known[line.row.id] == .some(line.product) {
                return nil
            }
            return Fault(
                pointer: "/lines/\(index)/product_id", code: .discontinued,
                message: "The product is discontinued.")
        }
    }

    // MARK: Filling

    /// Reads the products of all lines.
    func load<Line: SalesLine>(_ lines: [Record<Line>]) throws {
        products.reserveCapacity(lines.count)
        for index in lines.indices {
            guard let id = lines[index].product?.rawValue else {
                products.append(nil)
                continue
            }
            products.append(try catalog.product(id, tx))
        }
    }

    /// Gives lines what they take from their product; returns what is missing, or out of place.
    func fill<Line: SalesLine>(_ lines: inout [Record<Line>]) -> [Fault] {
        var faults: [Fault] = []
        for index in lines.indices {
            let product = products[index]
            if lines[index].description == nil { lines[index].description = product?.name }
            if lines[index].taxCategory == nil, lines[index].type == .item {
                lines[index].taxCategory = product?.taxCategory ?? Pricing.standardCategory
            }
            let missing = missing(lines[index], index)
            if !missing.isEmpty { faults += missing }
            // What has no quantity is one, so that it can be given back as it was read.
            if lines[index].type != .item { lines[index].quantity = .one }
        }
        return faults
    }

    private func missing<Line: SalesLine>(_ line: Record<Line>, _ index: Int) -> [Fault] {
        func required(_ field: String, _ place: String) -> Fault {
            Fault(
                pointer: "/lines/\(index)/\(field)", code: .required,
                message: "\(field) is required on \(place).")
        }
        var faults: [Fault] = []
        guard line.isSound || line.isSound(\.line.type) else { return [] }
        guard line.type == .item else {
            if line.description == nil { faults.append(required("description", "a line of text")) }
            return faults + outOfPlace(line, index)
        }
        if line.quantity == .zero { faults.append(required("quantity", "an item")) }
        if line.intervalCount != nil, line.interval == nil {
            faults.append(required("recurrence_interval", "a line with a term"))
        }
        guard line.product == nil, line.isSound || line.isSound(\.line.product) else {
            return faults
        }
        if line.description == nil {
            faults.append(required("description", "a line without product"))
        }
        if line.unitPrice == nil { faults.append(required("unit_price", "a line without product")) }
        return faults
    }

    /// Headings and notes have no price.
    private func outOfPlace<Line: SalesLine>(_ line: Record<Line>, _ index: Int) -> [Fault] {
        let given = [
            ("product_id", line.product != nil),
            ("quantity", line.quantity != .zero && line.quantity != .one),
            ("unit_price", line.unitPrice != nil),
            ("discount_percent", line.discountPercent != .zero),
            ("discount_amount", line.discountAmount != .zero), ("is_optional", line.isOptional),
            ("recurrence_interval", line.interval != nil),
            ("recurrence_count", line.intervalCount != nil),
            ("bundle_options", line.options != nil),
        ]
        return given.filter(\.1).map { name, _ in
            Fault(
                pointer: "/lines/\(index)/\(name)", code: .conflict,
                message: "A line of text has no \(name).")
        }
    }

    // MARK: Tax

    /// Rates by tax category in the buyer's country on the document's date.
    func rates() throws -> [String: Decimal] {
        if let knownRates { return knownRates }
        let found =
            try context.country.map { try catalog.rates(of: $0, on: context.day, tx) } ?? [:]
        knownRates = found
        return found
    }

    /// Whether a rate is that of the country where the goods went before; one that was agreed otherwise stays.
    func isFormer(_ rate: Decimal?, of category: String?) throws -> Bool {
        guard let former = context.formerCountry else { return false }
        let rates = try catalog.rates(of: former, on: context.day, tx)
        return rate == rates[category ?? Pricing.standardCategory] ?? .zero
    }

    /// Gives lines their rates; all of them anew when the document is taxed in another way than before.
    func fillRates<Line: SalesLine>(
        _ lines: inout [Record<Line>], _ decision: TaxDecision, afresh: Bool
    ) throws {
        // Lines that follow one another are mostly of one category.
        var last: (category: String?, rate: Decimal)?
        for index in lines.indices where lines[index].type == .item {
            // Read where they stand: beside a copy of it the line's first change copies all its fields.
            let (known, category) = (lines[index].taxRatePercent, lines[index].taxCategory)
            guard try afresh || known == nil || isFormer(known, of: category) else { continue }
            if last == nil || last?.category != category {
                last = (category, try rate(of: category, decision))
            }
            lines[index].taxRatePercent = last?.rate
        }
    }

    func rate(of category: String?, _ decision: TaxDecision) throws -> Decimal {
        let category = category ?? Pricing.standardCategory
        return decision.frees(category) ? .zero : try rates()[category] ?? .zero
    }
}

extension PriceResolution.Product {
    /// Looked up by its key: for a list of ids the engine makes a table first.
    static func read(_ id: RecordID, _ tx: Transaction) throws -> PriceResolution.Product? {
        try tx.first(ProductStatements.one, [id.cell]) { PriceResolution.Product($0) }
    }
}

private enum ProductStatements {
    static let one = SQL(
        """
        SELECT name, tax_category, status, category_id, brand, cost, min_margin_percent, below_floor, is_bundle
        FROM products WHERE id = ?
        """)
}
