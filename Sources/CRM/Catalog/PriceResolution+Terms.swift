import Schema
import Store

extension PriceResolution {
    /// The rules that hold for a document, nil when there are none at all, and what is wrong with its coupons.
    func selection<D: SalesDocument>(
        for document: Record<D>, before: Record<D>?
    ) throws -> (selection: RuleSelection?, faults: [Fault]) {
        let index = try catalog.rules(tx)
        // By the fields themselves: the key paths would be made at run time, for every document.
        let (codes, campaign) = (D.documentFields.couponCodes, D.documentFields.campaign)
        let agreed = context.judgesCoupons ? [] : before?[here: codes] ?? []
        let (coupons, faults) =
            areCouponsSound(of: document)
            ? try Coupons.usable(
                document[here: codes], agreed: agreed, by: context.party?.rawValue,
                for: context.order,
                on: context.day, in: tx)
            : ([], [])
        guard !index.rules.isEmpty else { return (nil, context.isCopy ? [] : faults) }
        var basket = RuleBasket(
            currency: currency, day: context.day, channel: context.channel.rawValue)
        basket.party = context.party?.rawValue
        basket.group = profile.group
        basket.country = context.country
        basket.campaign = document[here: campaign]
        basket.unlocked = Set(coupons.map(\.rule.rawValue))
        if index.asksRoles, let party = context.party {
            basket.roles = try PartyProfile.roles(of: party.rawValue, on: context.day, in: tx)
        }
        // What was agreed is not refused because a coupon has run out since; confirming decides.
        return (RuleSelection(index, basket), context.isCopy ? [] : faults)
    }

    /// By itself, or the generic key path is made at run time also where it is not needed.
    @inline(never)
    private func areCouponsSound<D: SalesDocument>(of document: Record<D>) -> Bool {
        document.isSound || document.isSound(\.document.couponCodes)
    }

    func decision() throws -> TaxDecision {
        try TaxDecision.make(
            party: context.party?.rawValue, country: context.country, on: context.day, catalog,
            in: tx)
    }

    // MARK: Costs

    /// Notes what a unit costs us on lines that are new or have another product.
    func noteCosts<Line: SalesLine>(
        _ lines: inout [Record<Line>], before: [Record<Line>], rate: Decimal?
    ) throws {
        for index in lines.indices {
            guard let product = products[index] else {
                lines[index].unitCost = nil
                continue
            }
            let old = before.first {
                !lines[index].row.cells[CommonFields.id].isNull && $0.row.id == lines[index].row.id
            }
            guard old?.product != lines[index].product, lines[index].unitCost == nil || old != nil
            else {
                continue
            }
            guard let cost = product.cost, let rate else {
                lines[index].unitCost = nil
                continue
            }
            lines[index].unitCost = rate == .one ? cost : try cost.times(rate, rounding: rounding)
        }
    }

    /// Marks lines that leave less than their product's floor; returns those that may not.
    func checkFloors<D: SalesDocument>(
        _ document: inout Record<D>, _ lines: inout [Record<D.Line>]
    ) throws -> [Fault] {
        var faults: [Fault] = []
        var cost: Money? = .zero
        for index in lines.indices where lines[index].type == .item {
            // Read where they stand: beside a copy of it the line's first change copies all its fields.
            let isOptional = lines[index].isOptional
            guard let unitCost = lines[index].unitCost else {
                if !isOptional { cost = nil }
                lines[index].approvalRequired = false
                continue
            }
            let lineCost = try Money.product(
                lines[index].quantity, unitCost, currency: currency, rounding: rounding)
            if !isOptional { cost = try cost?.plus(lineCost) }
            let product = products[index]
            let left = try lines[index].netAmount.minus(lines[index].allocatedDiscountAmount)
            let isBelow =
                product?.minMargin.map { !left.leaves(margin: $0, after: lineCost) } ?? false
            lines[index].approvalRequired = isBelow && product?.policy == .approve
            guard isBelow, product?.policy == .refuse, !context.isCopy else { continue }
            faults.append(
                Fault(
                    pointer: "/lines/\(index)/unit_price", code: .belowFloor,
                    message: "The line leaves less than the product's margin."))
        }
        document.costAmount = lines.contains { $0.type == .item && !$0.isOptional } ? cost : nil
        document.approvalRequired = lines.contains { $0.approvalRequired && !$0.isOptional }
        return faults
    }
}

extension TaxDecision {
    func write<D: SalesDocument>(to document: inout Record<D>) {
        document.taxTreatment = treatment
        document.taxExemption = reason
        document.sellerVAT = sellerVAT
        document.buyerVAT = buyerVAT
    }
}
