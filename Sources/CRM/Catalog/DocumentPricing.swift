import Schema
import Store

extension SalesDocument {
    /// Fills what lines leave out, and computes every amount of a document that may still change.
    ///
    /// `country` is where the goods go and `day` when prices and rates are taken; `isCopy` lets
    /// lines through whose product was discontinued after they were agreed. Returns every fault;
    /// amounts are computed when there is none.
    static func price(
        _ document: inout Record<Self>, before: Record<Self>?, country: String?, on day: Day,
        isCopy: Bool, in tx: Transaction
    ) throws -> [Fault] {
        let currency = document.currency ?? tx.settings.currency
        document.currency = currency
        let resolution = PriceResolution(
            currency: currency, book: document.priceBook, country: country, day: day, tx: tx)
        let isBookKnown =
            document.isSound || document.isSound(\.document.currency, \.document.priceBook)
        var faults = isBookKnown ? try resolution.bookFaults() : []
        var lines = document.lines
        if !isCopy {
            faults += try resolution.discontinued(lines, before: before?.lines ?? [])
        }
        faults += try resolution.fill(&lines)
        if isBookKnown { faults += try resolution.fillPrices(&lines) }
        try resolution.fillRates(&lines)
        if document.freightTaxRatePercent == nil {
            document.freightTaxRatePercent =
                try resolution.rates()[Pricing.standardCategory] ?? .zero
        }
        document.lines = lines
        guard faults.isEmpty, document.isSound else { return faults }
        let given = document.discountAmount
        let result = try Pricing.price(pricingLines(document), terms(document, currency))
        write(result, to: &document)
        return discountFaults(result, given: before == nil ? given : nil)
    }

    /// Prices a stored document anew, without looking at anything but itself.
    static func repriced(_ document: Record<Self>) throws -> Pricing.Result? {
        guard let currency = document.currency else { return nil }
        return try Pricing.price(pricingLines(document), terms(document, currency))
    }

    private static func pricingLines(_ document: Record<Self>) -> [Pricing.Line] {
        document.lines.map { line in
            Pricing.Line(
                quantity: line.quantity, unitPrice: line.unitPrice ?? .zero,
                discountPercent: line.discountPercent,
                taxCategory: line.taxCategory ?? Pricing.standardCategory,
                taxRatePercent: line.taxRatePercent ?? .zero)
        }
    }

    private static func terms(_ document: Record<Self>, _ currency: Currency) -> Pricing.Terms {
        Pricing.Terms(
            currency: currency, rounding: document.rounding, taxRounding: document.taxRounding,
            discount: document.discountPercent.map { .percent($0) }
                ?? .amount(document.discountAmount ?? .zero),
            freight: document.freightAmount,
            freightTaxRatePercent: document.freightTaxRatePercent ?? .zero)
    }

    private static func discountFaults(_ result: Pricing.Result, given: Money?) -> [Fault] {
        func fault(_ code: FaultCode, _ message: String) -> [Fault] {
            [Fault(pointer: "/discount_amount", code: code, message: message)]
        }
        if let given, given != result.discount {
            return fault(.conflict, "Give discount_percent or discount_amount, not both.")
        }
        if result.discount > result.linesNet {
            return fault(.outOfRange, "discount_amount must not exceed the sum of the lines.")
        }
        return []
    }

    private static func write(_ result: Pricing.Result, to document: inout Record<Self>) {
        var lines = document.lines
        for (index, amounts) in result.lines.enumerated() {
            lines[index].netAmount = amounts.net
            lines[index].discountAmount = amounts.discount
            lines[index].allocatedDiscountAmount = amounts.allocatedDiscount
            lines[index].taxAmount = amounts.tax
            lines[index].grossAmount = amounts.gross
        }
        document.lines = lines
        let known = document.taxes
        document.taxes = result.taxes.map { tax in
            // A row of the same rate keeps its id, so that nothing changes when nothing did.
            var row =
                known.first { $0.taxCategory == tax.category && $0.ratePercent == tax.ratePercent }
                ?? Record<Tax>()
            row.taxCategory = tax.category
            row.ratePercent = tax.ratePercent
            row.taxableAmount = tax.taxable
            row.taxAmount = tax.tax
            return row
        }
        document.linesNetAmount = result.linesNet
        document.discountAmount = result.discount
        document.freightTaxAmount = result.freightTax
        document.netAmount = result.net
        document.taxAmount = result.tax
        document.grossAmount = result.gross
    }
}
