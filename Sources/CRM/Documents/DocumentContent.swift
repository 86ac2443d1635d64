import Documents
import Schema
import Store

/// What a document shows of a quote or an order: read in a transaction, written as text after it.
struct DocumentContent<D: SalesDocument>: Sendable {
    private let document: Record<D>
    private let party: Record<Parties>?
    private let contact: String?
    private let products: [RecordID: Product]
    private let day: Day
    private let currency: Currency
    private let acceptedOn: Day?
    private let recurring: [RecurringTotal]

    struct Product: Sendable {
        let sku: String
        let uom: String
    }

    /// Throws `forbidden` when the caller may not see who the document is for.
    init(_ document: Record<D>, in tx: Transaction) throws {
        self.document = document
        currency = document.currency ?? tx.settings.currency
        party = try Self.party(D.party(of: document), tx)
        contact = try Self.contact(document, tx)
        recurring = try RecurringTotal.all(document.lines)
        products = try Self.products(document.lines.compactMap { $0.product?.rawValue }, tx)
        let zone = Self.zone(document, tx)
        let made = Self.instant("sent_at", document) ?? Self.instant("confirmed_at", document)
        day = Self.day("ordered_on", document) ?? zone.day(of: made ?? document.createdAt)
        acceptedOn = Self.instant("accepted_at", document).map(zone.day)
    }

    // MARK: Reading

    private static func party(
        _ id: ID<Parties>?, _ tx: Transaction
    ) throws -> Record<Parties>? {
        guard let id else { return nil }
        guard try tx.isVisible(Parties.table, id.rawValue) else {
            throw Problem(
                .forbidden, "The document names a party that you may not see.")
        }
        return try tx.find(Parties.self, id)
    }

    private static func contact(_ document: Record<D>, _ tx: Transaction) throws -> String? {
        guard let field = D.table.field("contact_id"), !document.row[field].isNull else {
            return nil
        }
        let id = RecordID(cell: document.row[field])
        guard try tx.isVisible(Parties.table, id) else { return nil }
        return try tx.find(Parties.self, ID(id)).displayName
    }

    private static func products(
        _ ids: [RecordID], _ tx: Transaction
    ) throws -> [RecordID: Product] {
        guard !ids.isEmpty else { return [:] }
        let wanted = Array(Set(ids))
        let marks = Array(repeating: "?", count: wanted.count).joined(separator: ", ")
        var found: [RecordID: Product] = [:]
        try tx.query(
            text: "SELECT id, sku, uom FROM products WHERE id IN (\(marks))", wanted.map(\.cell)
        ) { row in
            found[RecordID(row.uuid(0))] = Product(sku: row.text(1), uom: row.text(2))
        }
        return found
    }

    private static func zone(_ document: Record<D>, _ tx: Transaction) -> TimeZone {
        let name = text("time_zone", document) ?? tx.settings.timeZone
        return TimeZone.named(name) ?? .utc
    }

    private static func cell(_ name: String, _ document: Record<D>) -> Cell {
        D.table.field(name).map { document.row[$0] } ?? .null
    }

    private static func text(_ name: String, _ document: Record<D>) -> String? {
        String?(cell: cell(name, document))
    }

    private static func instant(_ name: String, _ document: Record<D>) -> Instant? {
        Instant?(cell: cell(name, document))
    }

    private static func day(_ name: String, _ document: Record<D>) -> Day? {
        Day?(cell: cell(name, document))
    }

    // MARK: Writing

    /// `Q-2026-000123`, for titles and file names; empty while it has none.
    var number: String { Self.text("number", document) ?? "" }

    func values(_ formats: LanguageFormats) -> [String: TemplateValue] {
        [
            "document": .object(head(formats)), "party": .object(partyValues()),
            "lines": .list(document.lines.enumerated().map { line($1, $0 + 1, formats) }),
            "taxes": .list(document.taxes.map { tax($0, formats) }),
            "totals": .object(totals(formats)),
            "recurring": .list(recurring.map { recurring($0, formats) }),
        ]
    }

    private func date(_ day: Day?, _ formats: LanguageFormats) -> TemplateValue {
        .optional(day.map { formats.date(daysSince1970: Int($0.daysSince1970)) })
    }

    private func money(_ amount: Money, _ formats: LanguageFormats) -> TemplateValue {
        let digits = currency.digits
        return .text(formats.number(amount.text(places: digits), places: digits))
    }

    private func decimal(
        _ value: Decimal, _ formats: LanguageFormats, places: Int = 0
    ) -> TemplateValue {
        .text(formats.number(value.text(places: places), places: places))
    }

    private func head(_ formats: LanguageFormats) -> [String: TemplateValue] {
        let revision = Int64?(cell: Self.cell("revision", document)) ?? 1
        let days = Int64?(cell: Self.cell("payment_terms_days", document))
        var head: [String: TemplateValue] = [
            "number": .optional(number), "is_draft": .flag(number.isEmpty),
            "is_cancelled": .flag(Self.text("status", document) == "cancelled"),
            "revision": .optional(revision > 1 ? "\(revision)" : nil),
            "date": date(day, formats),
            "valid_until": date(Self.day("valid_until", document), formats),
            "requested_on": date(Self.day("requested_on", document), formats),
            "accepted_on": date(acceptedOn, formats),
            "signed_by": .optional(Self.text("signed_by", document)),
            "purchase_order_number": .optional(Self.text("purchase_order_number", document)),
            "currency": .text(currency.text),
            "payment_terms_days": .optional(days.map { "\($0)" }),
            "terms": .optional(document.terms),
            "has_discounts": .flag(document.lines.contains { $0.discountAmount > .zero }),
            "prices_include_tax": .flag(document.includesTax == true),
        ]
        head.merge(taxNote) { _, new in new }
        return head
    }

    /// Why the document bears no tax: EN 16931 BT-120 and BT-121, with both sides' VAT identifiers.
    private var taxNote: [String: TemplateValue] {
        let treatment = document.taxTreatment
        return [
            "is_reverse_charge": .flag(treatment == .reverseCharge),
            "is_exempt": .flag(treatment == .exempt),
            "tax_exemption": .optional(document.taxExemption),
            "tax_exemption_code": .optional(treatment.exemptionCode),
            "seller_vat_id": .optional(document.sellerVAT),
            "buyer_vat_id": .optional(document.buyerVAT),
        ]
    }

    private func partyValues() -> [String: TemplateValue] {
        let addresses = party?.addresses ?? []
        let address =
            addresses.first { $0.isPrimary } ?? addresses.first { $0.type == "billing" }
            ?? addresses.first
        let tax = party?.identifiers.first {
            ["vat", "tax", "tax_id", "nif", "vat_id"].contains($0.scheme.lowercased())
        }
        return [
            "name": .optional(party?.legalName ?? party?.displayName),
            "address": .optional(address.map { Self.lines(of: $0) }),
            "tax_identifier": .optional(tax.map { "\($0.scheme.uppercased()) \($0.value)" }),
            "contact": .optional(contact),
        ]
    }

    private static func lines(of address: Record<Addresses>) -> String {
        let place = [address.postalCode, address.city].compactMap { $0 }.joined(separator: " ")
        return [
            address.line1, address.line2, place, address.region, address.country,
        ]
        .compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func line(
        _ line: Record<D.Line>, _ position: Int, _ formats: LanguageFormats
    ) -> [String: TemplateValue] {
        let product = line.product.flatMap { products[$0.rawValue] }
        let discount = line.discountPercent
        let isAmount = discount == .zero && line.discountAmount > .zero
        var values: [String: TemplateValue] = [
            "is_item": .flag(line.type == .item), "is_optional": .flag(line.isOptional),
            "is_heading": .flag(line.type == .heading),
            "position": .text("\(position)"), "description": .text(line.description ?? ""),
            "sku": .optional(product?.sku), "uom": .optional(product?.uom),
            "quantity": decimal(line.quantity, formats),
            "cancelled_quantity": cancelled(line, formats),
            "unit_price": decimal(line.unitPrice ?? .zero, formats, places: currency.digits),
            "discount_percent": discount > .zero ? decimal(discount, formats) : .flag(false),
            "discount_amount": isAmount
                ? money(line.discountAmount.negated, formats) : .flag(false),
            "tax_rate_percent": decimal(line.taxRatePercent ?? .zero, formats),
            "net_amount": money(line.netAmount, formats),
            "is_recurring": .flag(line.interval != nil),
            "term": .optional(line.intervalCount.map { "\($0)" }),
        ]
        values.merge(Self.flags(of: line.interval)) { _, new in new }
        return values
    }

    /// What was called off of an order's line.
    private func cancelled(
        _ line: Record<D.Line>, _ formats: LanguageFormats
    ) -> TemplateValue {
        guard let field = D.Line.table.field("cancelled_quantity") else { return .flag(false) }
        let quantity = Decimal(cell: line.row[field])
        return quantity > .zero ? decimal(quantity, formats) : .flag(false)
    }

    /// `per_day` to `per_year`, one of which is true.
    private static func flags(of interval: Recurrence?) -> [String: TemplateValue] {
        var flags: [String: TemplateValue] = [:]
        for known in Recurrence.allCases {
            flags["per_\(known.rawValue)"] = .flag(known == interval)
        }
        return flags
    }

    private func recurring(
        _ total: RecurringTotal, _ formats: LanguageFormats
    ) -> [String: TemplateValue] {
        var values: [String: TemplateValue] = [
            "net_amount": money(total.net, formats), "tax_amount": money(total.tax, formats),
            "gross_amount": money(total.gross, formats),
            "term_net_amount": total.term.map { money($0, formats) } ?? .flag(false),
        ]
        values.merge(Self.flags(of: total.interval)) { _, new in new }
        return values
    }

    private func tax(
        _ tax: Record<D.Tax>, _ formats: LanguageFormats
    ) -> [String: TemplateValue] {
        [
            "category": .text(tax.taxCategory), "rate_percent": decimal(tax.ratePercent, formats),
            "taxable_amount": money(tax.taxableAmount, formats),
            "tax_amount": money(tax.taxAmount, formats),
        ]
    }

    private func totals(_ formats: LanguageFormats) -> [String: TemplateValue] {
        // As the sums that they stand between: without tax, also where prices contain it.
        let discount = document.discountNet
        let freight = document.freightNet
        return [
            "lines_net_amount": money(document.linesNetAmount, formats),
            "discount_amount": discount > .zero ? money(discount.negated, formats) : .flag(false),
            "freight_amount": freight > .zero ? money(freight, formats) : .flag(false),
            "net_amount": money(document.netAmount, formats),
            "tax_amount": money(document.taxAmount, formats),
            "gross_amount": money(document.grossAmount, formats),
        ]
    }
}
