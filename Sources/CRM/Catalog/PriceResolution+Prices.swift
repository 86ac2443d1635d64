import Schema
import Store

/// What is found out about one line's price.
struct ResolvedPrice {
    var listPrice: Decimal?
    var unitPrice: Decimal
    /// Where its steps stand in those of the whole document, as elements of an array.
    var steps: Range<Int>
    var refusals: [(rule: CompiledRule, why: RuleRefusal)] = []
}

extension PriceResolution {
    // MARK: The price book

    func head(_ id: RecordID) throws -> BookHead? { try catalog.books(tx).first { $0.id == id } }

    /// The book that prices come from: the document's, the party's, its group's, the channel's, or the default.
    ///
    /// Only the document's own must hold on the day; of the others the first that holds is taken.
    func book() throws -> BookHead? {
        if let knownBook { return knownBook }
        let found = try findBook()
        knownBook = .some(found)
        return found
    }

    private func findBook() throws -> BookHead? {
        let books = try catalog.books(tx)
        if let givenBook { return books.first { $0.id == givenBook.rawValue } }
        for id in [profile.book, profile.groupBook].compactMap({ $0 }) {
            if let book = books.first(where: {
                $0.id == id && $0.holds(in: currency, on: context.day)
            }) {
                return book
            }
        }
        let holding = books.filter { $0.holds(in: currency, on: context.day) }
        return holding.first { $0.channel == context.channel.rawValue }
            ?? holding.first(where: \.isDefault)
    }

    /// What the book asks: the first tier's price as the list price, and that of the quantity.
    private func listed(
        _ product: RecordID, _ quantity: Decimal, _ book: BookHead
    ) throws -> (list: Decimal, price: Decimal, from: Decimal)? {
        guard let tiers = try prices(of: book).tiers[product],
            let first = tiers.first,
            let best = PriceTier.best(of: tiers, for: quantity)
        else { return nil }
        guard book.tierMode == .graduated else {
            return (first.unitPrice, best.unitPrice, best.minQuantity)
        }
        let mean = try PriceTier.graduated(tiers, for: quantity, rounding: rounding)
        return (first.unitPrice, mean ?? best.unitPrice, best.minQuantity)
    }

    /// What a book asks: kept, because a document has one.
    private func prices(of book: BookHead) throws -> BookPrices {
        if let knownPrices, knownPrices.book == book.id { return knownPrices }
        let found = try catalog.prices(of: book.id, tx)
        knownPrices = found
        return found
    }

    // MARK: Resolving

    /// Gives items with a product, but without a price, theirs; returns for which there is none.
    ///
    /// `traces` gets the steps of each line whose price is found or given here; the others keep what they have.
    func fillPrices<Line: SalesLine>(
        _ lines: inout [Record<Line>], before: [Record<Line>], _ selection: inout RuleSelection?,
        explains: Bool, _ traces: inout [ResolvedPrice?]
    ) throws -> [Fault] {
        let open = lines.indices.filter {
            lines[$0].type == .item && lines[$0].unitPrice == nil && lines[$0].product != nil
                && (lines[$0].isSound
                    || lines[$0].isSound(\.line.unitPrice, \.line.product, \.line.quantity))
        }
        let book = try book()
        try noteGiven(lines, before, book, &traces)
        guard !open.isEmpty else { return [] }
        if givenBook != nil, let book, !book.validity.contains(context.day) {
            return [
                Fault(
                    pointer: "/price_book_id", code: .outOfRange,
                    message: "The price book is not valid on \(context.day.text).")
            ]
        }
        if try catalog.hasContractPrices(tx), contracts == nil {
            let ids = Set(open.compactMap { lines[$0].product?.rawValue }).sorted()
            contracts = try HeldContracts(profile, ids, currency, on: context.day, in: tx)
        }
        var faults: [Fault] = []
        for index in open {
            guard let id = lines[index].product?.rawValue else { continue }
            let found = try resolve(
                id, products[index], lines[index].quantity,
                bundles.isEmpty ? nil : lines[index].options, book,
                &selection, explains: explains)
            lines[index].unitPrice = found?.unitPrice
            traces[index] = found
            guard found == nil, lines[index].quantity != .zero else { continue }
            faults.append(noPrice(index, book))
        }
        return faults
    }

    /// Empties the prices that were found for another party, or by coupons where those that are named are no longer the
    /// same, so that they are found anew; a price that was given with its line stays.
    func forgetFormer<D: SalesDocument>(
        _ lines: inout [Record<D.Line>], of document: Record<D>, before: Record<D>
    ) {
        let isOtherParty = D.party(of: document) != D.party(of: before)
        let isOtherCoupon =
            Coupons.names(document.couponCodes) != Coupons.names(before.couponCodes)
        guard isOtherParty || isOtherCoupon else { return }
        let former = isOtherParty ? PriceLevel.found : [PriceLevel.coupon.rawValue]
        let known = Dictionary(uniqueKeysWithValues: before.lines.map { ($0.row.id, $0) })
        for index in lines.indices where lines[index].type == .item {
            let line = lines[index]
            guard !line.row.cells[CommonFields.id].isNull, let old = known[line.row.id],
                old.product == line.product, old.unitPrice == line.unitPrice,
                old.priceTrace.contains(where: "level", isOneOf: former)
            else { continue }
            lines[index].unitPrice = nil
        }
    }

    private func noPrice(_ index: Int, _ book: BookHead?) -> Fault {
        Fault(
            pointer: "/lines/\(index)/unit_price", code: .noPrice,
            message: book == nil
                ? "There is no default price book in \(currency.text) on \(context.day.text)."
                : "The price book has no price for this product and quantity.")
    }

    /// Lines whose price the request gives, and which had none before or another.
    private func noteGiven<Line: SalesLine>(
        _ lines: [Record<Line>], _ before: [Record<Line>], _ book: BookHead?,
        _ traces: inout [ResolvedPrice?]
    ) throws {
        for index in lines.indices {
            guard lines[index].type == .item, let price = lines[index].unitPrice else { continue }
            let line = lines[index]
            let old = before.first {
                !line.row.cells[CommonFields.id].isNull && $0.row.id == line.row.id
            }
            let isKnown = old.map { $0.unitPrice == price && $0.product == line.product }
            // A copied line brings its steps along.
            guard !(isKnown ?? !line.priceTrace.isEmpty) else { continue }
            var list: Decimal?
            if let book, book.validity.contains(context.day), let product = line.product {
                list = try listed(product.rawValue, line.quantity, book)?.list
            }
            let start = beginSteps()
            frames.frame(.manual, "Given with the line.")
                .write(before: list, after: price, currency, to: &steps)
            traces[index] = ResolvedPrice(
                listPrice: list, unitPrice: price, steps: start..<steps.count)
        }
    }

    /// Opens the array that the next line's steps are elements of, so that no comma stands before the first.
    private func beginSteps() -> Int {
        steps.beginArray()
        return steps.count
    }

    private func resolve(
        _ product: RecordID, _ known: Product?, _ quantity: Decimal, _ options: [String]?,
        _ book: BookHead?, _ selection: inout RuleSelection?, explains: Bool
    ) throws -> ResolvedPrice? {
        let start = beginSteps()
        let listed = try book.flatMap { try self.listed(product, quantity, $0) }
        if let book, let listed {
            book.frame.write(before: nil, after: listed.list, currency, to: &steps)
            if listed.price != listed.list {
                let how = book.tierMode == .graduated ? "in parts up to" : "from"
                StepFrame(
                    .tier, source: Link(resource: PriceBooks.name, id: book.id),
                    "\(book.name), \(how) \(listed.from.text(places: 0))"
                ).write(before: listed.list, after: listed.price, currency, to: &steps)
            }
        }
        let contract = contracts?.best(for: product, quantity)
        if let contract {
            StepFrame(
                .contract, source: Link(resource: ContractPrices.name, id: contract.id),
                contractReason(contract.rank)
            ).write(before: listed?.price, after: contract.price, currency, to: &steps)
        }
        guard let base = try withOptions(contract?.price ?? listed?.price, product, options, book)
        else { return nil }
        var resolved = ResolvedPrice(
            listPrice: listed?.list, unitPrice: base, steps: start..<steps.count)
        guard selection != nil else { return resolved }
        let line = RuleLine(
            product: product,
            categories: try known?.category.map { try catalog.line(above: $0, tx) } ?? [],
            brand: known?.brand, quantity: quantity, price: base, isContract: contract != nil)
        // In place: a copy would copy what the selection has gathered, for every line.
        guard let applied = selection?.apply(to: line, rounding, explains: explains)
        else { return resolved }
        resolved.unitPrice = applied.price
        applied.write(currency, to: &steps)
        resolved.steps = start..<steps.count
        if explains { resolved.refusals = selection?.refusals(for: line, applied) ?? [] }
        return resolved
    }

    /// What a bundle costs with its components; a bundle without a price of its own costs what they do.
    private func withOptions(
        _ price: Decimal?, _ product: RecordID, _ options: [String]?, _ book: BookHead?
    ) throws -> Decimal? {
        guard bundles[product] != nil, let book else { return price }
        guard let (amount, names) = try additions(product, options, book) else { return nil }
        guard !names.isEmpty else { return price }
        let whole = try (price ?? .zero).plus(amount)
        StepFrame(
            .options, source: Link(resource: Products.name, id: product),
            "With " + names.joined(separator: ", ")
        ).write(before: price, after: whole, currency, to: &steps)
        return whole
    }

    private func contractReason(_ rank: Int) -> String {
        if rank == 0 { return "Agreed with the party" }
        return rank < profile.above.count
            ? "Agreed with an organization above" : "Agreed for the group"
    }
}
