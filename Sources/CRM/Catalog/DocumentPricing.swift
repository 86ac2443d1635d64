import JSON
import Schema
import Store

extension SalesDocument {
    /// Fills what a document leaves out, and computes every amount of one that may still change.
    ///
    /// Returns every fault; amounts are computed when there is none.
    static func price(
        _ document: inout Record<Self>, before: Record<Self>?, _ context: PricingContext,
        in tx: Transaction
    ) throws -> [Fault] {
        try priced(&document, before: before, context, explains: false, in: tx).faults
    }

    /// The lines, taken out of a document: while they stand in it as well, the first change of each copies it.
    private static func taken(from document: inout Record<Self>) -> [Record<Line>] {
        let lines = document.lines
        document.row.children[properties.lines.spec.ordinal] = []
        return lines
    }

    /// As `price`, and how each line's price was found, where it was.
    static func priced(
        _ document: inout Record<Self>, before: Record<Self>?, _ context: PricingContext,
        explains: Bool, in tx: Transaction
    ) throws -> (faults: [Fault], traces: [ResolvedPrice?]) {
        let currency = document.currency ?? tx.settings.currency
        document.currency = currency
        let resolution = try PriceResolution(
            currency: currency, book: document.priceBook, rounding: document.rounding, context, tx)
        let isBookKnown =
            document.isSound || document.isSound(\.document.currency, \.document.priceBook)
        var faults = isBookKnown ? try resolution.bookFaults() : []
        var lines = taken(from: &document)
        defer { document.lines = lines }
        let known = before?.lines ?? []
        try resolution.load(lines)
        if !context.isCopy { faults += resolution.discontinued(lines, before: known) }
        faults += resolution.fill(&lines)
        if !context.isCopy { faults += try resolution.choose(&lines) }
        var traces: [ResolvedPrice?] = Array(repeating: nil, count: lines.count)
        if let before { resolution.forgetFormer(&lines, of: document, before: before) }
        let held = try resolution.selection(for: document, before: before)
        var selection = held.selection
        faults += held.faults
        if isBookKnown {
            faults += try resolution.fillPrices(
                &lines, before: known, &selection, explains: explains, &traces)
        }
        let decision = try resolution.decision()
        let isTaxKept = context.isCopy || context.keepsTax
        let isTaxedAnew =
            !isTaxKept && before.map { $0.taxTreatment != decision.treatment } ?? false
        if !isTaxKept {
            try resolution.fillRates(&lines, decision, afresh: isTaxedAnew)
            decision.write(to: &document)
        }
        let isFreightFormer = try resolution.isFormer(
            document.freightTaxRatePercent, of: Pricing.standardCategory)
        if document.freightTaxRatePercent == nil
            || ((isTaxedAnew || isFreightFormer) && !isTaxKept)
        {
            document.freightTaxRatePercent = try resolution.rate(
                of: Pricing.standardCategory, decision)
        }
        if document.includesTax == nil {
            document.includesTax = try resolution.book()?.includesTax ?? false
        }
        if document.exchangeRate == nil {
            document.exchangeRate = try ExchangeRates.rate(of: currency, on: context.day, in: tx)
        }
        try resolution.noteCosts(&lines, before: known, rate: document.exchangeRate)
        guard faults.isEmpty, document.isSound else { return (faults, traces) }
        let given = document.discountAmount
        let terms = terms(document, currency)
        let result = try Pricing.price(pricingLines(lines), terms)
        faults += try lineDiscountFaults(lines, known, result, terms)
        // Too much off a line would show in the sum as well.
        if faults.isEmpty { faults += discountFaults(result, given: before == nil ? given : nil) }
        write(result, to: &document, &lines)
        faults += try resolution.checkFloors(&document, &lines)
        try write(traces, of: resolution, to: &lines, terms)
        document.recurringTotals = Objects(
            try RecurringTotal.all(lines).map { $0.value(currency) })
        return (faults, traces)
    }

    /// Prices a stored document anew, without looking at anything but itself.
    static func repriced(_ document: Record<Self>) throws -> Pricing.Result? {
        guard let currency = document.currency else { return nil }
        return try Pricing.price(pricingLines(document.lines), terms(document, currency))
    }

    private static func pricingLines(_ lines: [Record<Line>]) -> [Pricing.Line] {
        lines.map { line in
            let isItem = line.type == .item
            return Pricing.Line(
                quantity: line.quantity, unitPrice: line.unitPrice ?? .zero,
                discountPercent: line.discountPercent, discountAmount: line.discountAmount,
                taxCategory: line.taxCategory ?? Pricing.standardCategory,
                taxRatePercent: line.taxRatePercent ?? .zero,
                part: !isItem ? .text : line.isOptional ? .offered : .counted)
        }
    }

    private static func terms(_ document: Record<Self>, _ currency: Currency) -> Pricing.Terms {
        Pricing.Terms(
            currency: currency, rounding: document.rounding, taxRounding: document.taxRounding,
            includesTax: document.includesTax ?? false,
            discount: document.discountPercent.map { .percent($0) }
                ?? .amount(document.discountAmount ?? .zero),
            freight: document.freightAmount,
            freightTaxRatePercent: document.freightTaxRatePercent ?? .zero)
    }

    // MARK: Discounts

    private static func discountFaults(_ result: Pricing.Result, given: Money?) -> [Fault] {
        func fault(_ code: FaultCode, _ message: String) -> [Fault] {
            [Fault(pointer: "/discount_amount", code: code, message: message)]
        }
        if let given, given != result.discount {
            return fault(.conflict, "Give discount_percent or discount_amount, not both.")
        }
        if result.discountNet > result.linesNet {
            return fault(.outOfRange, "discount_amount must not exceed the sum of the lines.")
        }
        return []
    }

    /// A line's discount is a percentage or an amount, and no more than the line.
    private static func lineDiscountFaults(
        _ lines: [Record<Line>], _ before: [Record<Line>], _ result: Pricing.Result,
        _ terms: Pricing.Terms
    ) throws(AmountOverflow) -> [Fault] {
        let known = Set(before.map(\.row.id))
        var faults: [Fault] = []
        for (index, line) in lines.enumerated() where line.discountAmount != .zero {
            let amounts = result.lines[index]
            let pointer = "/lines/\(index)/discount_amount"
            let isNew = line.row.cells[CommonFields.id].isNull || !known.contains(line.row.id)
            if isNew, line.discountAmount != amounts.discount {
                faults.append(
                    Fault(
                        pointer: pointer, code: .conflict,
                        message: "Give discount_percent or discount_amount, not both."))
            } else if line.discountPercent == .zero,
                line.discountAmount
                    > (try Money.product(
                        line.quantity, line.unitPrice ?? .zero, currency: terms.currency,
                        rounding: terms.rounding))
            {
                faults.append(
                    Fault(
                        pointer: pointer, code: .outOfRange,
                        message: "discount_amount must not exceed what the line comes to."))
            }
        }
        return faults
    }

    // MARK: Writing

    private static func write(
        _ result: Pricing.Result, to document: inout Record<Self>, _ lines: inout [Record<Line>]
    ) {
        for (index, amounts) in result.lines.enumerated() {
            lines[index].netAmount = amounts.net
            lines[index].discountAmount = amounts.discount
            lines[index].allocatedDiscountAmount = amounts.allocatedDiscount
            lines[index].taxAmount = amounts.tax
            lines[index].grossAmount = amounts.gross
        }
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
        document.discountNet = result.discountNet
        document.freightNet = result.freightNet
        document.freightTaxAmount = result.freightTax
        document.netAmount = result.net
        document.taxAmount = result.tax
        document.grossAmount = result.gross
    }

    /// Writes how the lines' prices came about.
    private static func write(
        _ traces: [ResolvedPrice?], of resolution: PriceResolution, to lines: inout [Record<Line>],
        _ terms: Pricing.Terms
    ) throws {
        var json = JSONWriter(capacity: 2_048)
        for index in lines.indices where lines[index].type == .item {
            json.truncate(to: 0)
            json.beginArray()
            if let resolved = traces[index] {
                lines[index].listPrice = resolved.listPrice
                resolution.steps.bytes.withUnsafeBufferPointer {
                    json.raw(UnsafeBufferPointer(rebasing: $0[resolved.steps]))
                }
            } else {
                lines[index].priceTrace.write(
                    where: "level", isOneOf: PriceLevel.ofUnit, to: &json)
            }
            try lines[index].writeSteps(terms, &resolution.frames, to: &json)
            json.endArray()
            lines[index].priceTrace = Objects(array: json)
        }
    }
}

extension Record where R: SalesLine {
    /// Writes what became of the line's amount after its price was found.
    fileprivate func writeSteps(
        _ terms: Pricing.Terms, _ frames: inout SharedFrames, to json: inout JSONWriter
    ) throws(AmountOverflow) {
        let currency = terms.currency
        let (discount, net) = (self.discountAmount, self.netAmount)
        if discount != .zero {
            let gross = try Money.product(
                self.quantity, self.unitPrice ?? .zero, currency: currency,
                rounding: terms.rounding)
            let rate = self.discountPercent
            frames.frame(
                .lineDiscount, rate: rate,
                rate == .zero ? "An amount off" : "\(rate.text(places: 0)) % off"
            ).write(before: gross, after: try gross.minus(discount), currency, to: &json)
        }
        let share = self.allocatedDiscountAmount
        let rest = try net.minus(share)
        if share != .zero {
            frames.frame(.documentDiscount, "The line's share of the document's discount")
                .write(before: net, after: rest, currency, to: &json)
        }
        if self.taxAmount != .zero {
            let rate = self.taxRatePercent ?? .zero
            let category = self.taxCategory ?? Pricing.standardCategory
            frames.frame(
                .tax, rate: rate, category: category, "\(rate.text(places: 0)) % \(category)"
            ).write(before: rest, after: self.grossAmount, currency, to: &json)
        }
    }
}
