// Where the prices and rates of lines come from when a document does not give them.
//
// A document may have hundreds of lines, so nothing here asks the database line by line: entries
// and rates are each read with one statement for all lines, each product once, and only when some
// line needs them. Choosing among the entries of a product is a pure function.
//
// A resolved price is written on the line and stays there: a price book that changes later changes
// no document. A line keeps its price when only its quantity changes, because a negotiated price
// looks the same as a resolved one; setting it to null asks for the book's again.

import Schema
import Store

/// One entry of a price book, for choosing.
struct PriceTier {
    let minQuantity: Decimal
    let unitPrice: Decimal

    /// The entry with the greatest minimum that a quantity reaches; nil when it reaches none.
    static func best(of tiers: [PriceTier], for quantity: Decimal) -> PriceTier? {
        tiers.filter { $0.minQuantity <= quantity }.max { $0.minQuantity < $1.minQuantity }
    }
}

/// The sources of prices and rates for one document.
final class PriceResolution {
    /// What lines take from their product.
    struct Product {
        let name: String
        let taxCategory: String
        let isDiscontinued: Bool
    }

    struct Book {
        let id: RecordID
        let currency: String
        let validity: Validity
    }

    private let currency: Currency
    private let givenBook: ID<PriceBooks>?
    private let country: String?
    private let day: Day
    private let tx: Transaction
    private var products: [RecordID: Product] = [:]
    private var knownRates: [String: Decimal]?

    init(
        currency: Currency, book: ID<PriceBooks>?, country: String?, day: Day, tx: Transaction
    ) {
        self.currency = currency
        givenBook = book
        self.country = country
        self.day = day
        self.tx = tx
    }

    // MARK: Faults

    /// A price book that is given must be in the document's currency.
    func bookFaults() throws -> [Fault] {
        guard let givenBook, let book = try book(givenBook), book.currency != currency.text else {
            return []
        }
        return [
            Fault(
                pointer: "/price_book_id", code: .conflict,
                message: "The price book is in \(book.currency), the document in \(currency.text).")
        ]
    }

    /// Discontinued products stay on lines that have them and come on no others.
    func discontinued<Line: SalesLine>(
        _ lines: [Record<Line>], before: [Record<Line>]
    ) throws -> [Fault] {
        let known = Dictionary(uniqueKeysWithValues: before.map { ($0.row.id, $0.product) })
        let fresh = lines.indices.filter { index in
            let line = lines[index]
            guard line.product != nil, line.isSound || line.isSound(\.line.product) else {
                return false
            }
            guard !line.row.cells[CommonFields.id].isNull else { return true }
            return known[line.row.id] != .some(line.product)
        }
        try load(fresh.compactMap { lines[$0].product?.rawValue })
        return fresh.compactMap { index in
            guard let id = lines[index].product?.rawValue, products[id]?.isDiscontinued == true
            else {
                return nil
            }
            return Fault(
                pointer: "/lines/\(index)/product_id", code: .discontinued,
                message: "The product is discontinued.")
        }
    }

    // MARK: Filling

    /// Gives lines what they take from their product; returns what is missing where there is none.
    func fill<Line: SalesLine>(_ lines: inout [Record<Line>]) throws -> [Fault] {
        let needy = lines.filter { $0.description == nil || $0.taxCategory == nil }
        try load(needy.compactMap { $0.product?.rawValue })
        var faults: [Fault] = []
        for index in lines.indices {
            let product = lines[index].product.flatMap { products[$0.rawValue] }
            if lines[index].description == nil { lines[index].description = product?.name }
            if lines[index].taxCategory == nil {
                lines[index].taxCategory = product?.taxCategory ?? Pricing.standardCategory
            }
            guard lines[index].product == nil else { continue }
            guard lines[index].isSound || lines[index].isSound(\.line.product) else { continue }
            if lines[index].description == nil {
                faults.append(required("description", index))
            }
            if lines[index].unitPrice == nil { faults.append(required("unit_price", index)) }
        }
        return faults
    }

    func fillRates<Line: SalesLine>(_ lines: inout [Record<Line>]) throws {
        for index in lines.indices where lines[index].taxRatePercent == nil {
            let category = lines[index].taxCategory ?? Pricing.standardCategory
            lines[index].taxRatePercent = try rates()[category] ?? .zero
        }
    }

    private func required(_ field: String, _ index: Int) -> Fault {
        Fault(
            pointer: "/lines/\(index)/\(field)", code: .required,
            message: "\(field) is required on a line without product.")
    }

    /// Gives lines with a product the price of the book; returns for which there is none.
    func fillPrices<Line: SalesLine>(_ lines: inout [Record<Line>]) throws -> [Fault] {
        let open = lines.indices.filter {
            lines[$0].unitPrice == nil && lines[$0].product != nil
                && (lines[$0].isSound
                    || lines[$0].isSound(\.line.unitPrice, \.line.product, \.line.quantity))
        }
        guard !open.isEmpty else { return [] }
        let book = try givenBook.map { try self.book($0) } ?? defaultBook()
        if givenBook != nil, let book, !book.validity.contains(day) {
            return [
                Fault(
                    pointer: "/price_book_id", code: .outOfRange,
                    message: "The price book is not valid on \(day.text).")
            ]
        }
        let tiers = try book.map {
            try self.tiers($0, open.compactMap { lines[$0].product?.rawValue })
        }
        var faults: [Fault] = []
        for index in open {
            guard let product = lines[index].product?.rawValue else { continue }
            let best = PriceTier.best(of: tiers?[product] ?? [], for: lines[index].quantity)
            lines[index].unitPrice = best?.unitPrice
            guard best == nil else { continue }
            faults.append(
                Fault(
                    pointer: "/lines/\(index)/unit_price", code: .noPrice,
                    message: book == nil
                        ? "There is no default price book in \(currency.text) on \(day.text)."
                        : "The price book has no price for this product and quantity."))
        }
        return faults
    }

    // MARK: Reading

    /// Rates by tax category in the buyer's country on the document's date.
    func rates() throws -> [String: Decimal] {
        if let knownRates { return knownRates }
        var found: [String: Decimal] = [:]
        if let country {
            try tx.query(ResolutionStatements.rates, [.text(country), day.cell, day.cell]) { row in
                found[row.text(0)] = Decimal(millionths: row.integer(1))
            }
        }
        knownRates = found
        return found
    }

    /// By their keys one by one: for a list of ids the engine makes a table, which costs five times as much.
    private func load(_ ids: [RecordID]) throws {
        for id in ids where products[id] == nil {
            products[id] = try tx.first(ResolutionStatements.product, [id.cell]) { row in
                Product(
                    name: row.text(0), taxCategory: row.text(1),
                    isDiscontinued: row.text(2) == Products.Status.discontinued.rawValue)
            }
        }
    }

    private func tiers(_ book: Book, _ ids: [RecordID]) throws -> [RecordID: [PriceTier]] {
        let (condition, cells) = IDList.condition(
            "product_id", Set(ids).sorted())
        let sql = """
            SELECT product_id, min_quantity, unit_price FROM price_book_entries
            WHERE parent_id = ? AND \(condition)
            """
        var found: [RecordID: [PriceTier]] = [:]
        try tx.query(text: sql, [book.id.cell] + cells) { row in
            found[RecordID(row.uuid(0)), default: []].append(
                PriceTier(
                    minQuantity: Decimal(millionths: row.integer(1)),
                    unitPrice: Decimal(millionths: row.integer(2))))
        }
        return found
    }

    private func book(_ id: ID<PriceBooks>) throws -> Book? {
        try tx.first(ResolutionStatements.book, [id.cell], Book.init)
    }

    private func defaultBook() throws -> Book? {
        try tx.first(
            ResolutionStatements.defaultBook, [currency.cell, day.cell, day.cell], Book.init)
    }
}

extension PriceResolution.Book {
    init(_ row: Statement) {
        self.init(
            id: RecordID(row.uuid(0)), currency: row.text(1),
            validity: Validity(
                from: row.isNull(2) ? nil : Day(cell: row.cell(2)),
                until: row.isNull(3) ? nil : Day(cell: row.cell(3))))
    }
}

private enum ResolutionStatements {
    static let product = SQL("SELECT name, tax_category, status FROM products WHERE id = ?")
    static let book = SQL(
        "SELECT id, currency, valid_from, valid_until FROM price_books WHERE id = ?")
    static let defaultBook = SQL(
        """
        SELECT id, currency, valid_from, valid_until FROM price_books
        WHERE is_default = 1 AND currency = ? AND deleted_at IS NULL
            AND (valid_from IS NULL OR valid_from <= ?)
            AND (valid_until IS NULL OR valid_until >= ?)
        """)
    static let rates = SQL(
        """
        SELECT tax_category, rate_percent FROM tax_rates
        WHERE country = ? AND deleted_at IS NULL
            AND (valid_from IS NULL OR valid_from <= ?)
            AND (valid_until IS NULL OR valid_until >= ?)
        """)
}
