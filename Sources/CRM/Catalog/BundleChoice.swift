import Schema
import Store

/// A bundle as lines choose from it.
struct Bundle {
    struct Component {
        let product: RecordID
        let sku: String
        let name: String
        let quantity: Decimal
        let group: String?
        let isDefault: Bool
        let pricePercent: Decimal
        let requires: [String]
        let excludes: [String]
    }
    struct Group {
        let key: String
        let fewest: Int
        let most: Int
    }

    fileprivate(set) var components: [Component] = []
    fileprivate(set) var groups: [Group] = []

    /// The components that a line has: those that are always there, and the options that it names by SKU, or the usual
    /// ones when it names none.
    ///
    /// The sentence says what is wrong with the choice.
    func chosen(_ options: [String]?) -> (components: [Component], wrong: String?) {
        let named = options.map { Set($0.map { $0.lowercased() }) }
        let known = Set(components.filter { $0.group != nil }.map { $0.sku.lowercased() })
        if let stranger = options?.first(where: { !known.contains($0.lowercased()) }) {
            return ([], "\(stranger) is no option of the bundle.")
        }
        let chosen = components.filter { component in
            guard component.group != nil else { return true }
            return named.map { $0.contains(component.sku.lowercased()) } ?? component.isDefault
        }
        for group in groups {
            let count = chosen.count { $0.group == group.key }
            guard (group.fewest...group.most).contains(count) else {
                return (
                    chosen,
                    "Of \(group.key), \(group.fewest) to \(group.most) are chosen; these are \(count)."
                )
            }
        }
        let skus = Set(chosen.map { $0.sku.lowercased() })
        for component in chosen {
            if let missing = component.requires.first(where: { !skus.contains($0.lowercased()) }) {
                return (chosen, "\(component.sku) requires \(missing).")
            }
            if let unwanted = component.excludes.first(where: { skus.contains($0.lowercased()) }) {
                return (chosen, "\(component.sku) excludes \(unwanted).")
            }
        }
        return (chosen, nil)
    }

    /// Reads the bundles among some products, each part with one statement.
    static func all(of products: [RecordID], in tx: Transaction) throws -> [RecordID: Bundle] {
        var found: [RecordID: Bundle] = [:]
        let (condition, cells) = IDList.condition("b.parent_id", products)
        let components = """
            SELECT b.parent_id, b.product_id, p.sku, p.name, b.quantity, b.option_group, b.is_default, b.price_percent,
                b.requires, b.excludes
            FROM bundle_components b JOIN products p ON p.id = b.product_id
            WHERE \(condition) ORDER BY b.parent_id, b.position
            """
        try tx.query(text: components, cells) { row in
            found[RecordID(row.uuid(0)), default: Bundle()].components.append(
                Component(
                    product: RecordID(row.uuid(1)), sku: row.text(2), name: row.text(3),
                    quantity: Decimal(millionths: row.integer(4)),
                    group: row.isNull(5) ? nil : row.text(5), isDefault: row.integer(6) != 0,
                    pricePercent: Decimal(millionths: row.integer(7)),
                    requires: [String](cell: row.cell(8)), excludes: [String](cell: row.cell(9))))
        }
        let groups = """
            SELECT b.parent_id, b.key, b.min_choices, b.max_choices FROM option_groups b
            WHERE \(condition) ORDER BY b.parent_id, b.position
            """
        try tx.query(text: groups, cells) { row in
            found[RecordID(row.uuid(0)), default: Bundle()].groups.append(
                Group(key: row.text(1), fewest: Int(row.integer(2)), most: Int(row.integer(3))))
        }
        return found
    }
}

/// What a line of a bundle contains, for the reference.
struct BundlePartForm {
    let product = Field.reference("product_id", to: Products.self)
    let sku = Field.text("sku", max: 100)
    let name = Field.text("name", max: 300)
    let quantity = Field.quantity("quantity").about("In the whole line.")

    static let form = BundlePartForm()
}

extension PriceResolution {
    /// Notes on lines of bundles what they contain; returns what is wrong with their options.
    func choose<Line: SalesLine>(_ lines: inout [Record<Line>]) throws -> [Fault] {
        let ids = Set(
            lines.indices.compactMap { index in
                products[index]?.isBundle == true ? lines[index].product?.rawValue : nil
            })
        if !ids.isEmpty { bundles = try Bundle.all(of: ids.sorted(), in: tx) }
        var faults: [Fault] = []
        for index in lines.indices {
            // Read where it stands: beside a copy of it the line's first change copies all its fields.
            guard
                lines[index].isSound
                    || lines[index].isSound(\.line.product, \.line.options, \.line.quantity)
            else { continue }
            let options = lines[index].options
            guard !bundles.isEmpty, let product = lines[index].product?.rawValue,
                let bundle = bundles[product]
            else {
                lines[index].parts = .none
                if let options, !options.isEmpty {
                    faults.append(fault(index, .conflict, "Only a bundle has options."))
                }
                continue
            }
            let (chosen, wrong) = bundle.chosen(options)
            let quantity = lines[index].quantity
            if let wrong { faults.append(fault(index, .conflict, wrong)) }
            lines[index].parts = Objects(
                try chosen.map { component in
                    .object([
                        ("product_id", .id(component.product)), ("sku", .text(component.sku)),
                        ("name", .text(component.name)),
                        (
                            "quantity",
                            .decimal(
                                try component.quantity.times(quantity, rounding: rounding))
                        ),
                    ])
                })
        }
        return faults
    }

    private func fault(_ index: Int, _ code: FaultCode, _ message: String) -> Fault {
        Fault(pointer: "/lines/\(index)/bundle_options", code: code, message: message)
    }

    /// What the chosen components add to the price of one bundle; nil when one of them has no price in the book.
    func additions(
        _ product: RecordID, _ options: [String]?, _ book: BookHead
    ) throws -> (amount: Decimal, names: [String])? {
        guard let bundle = bundles[product] else { return (.zero, []) }
        let tiers = try catalog.prices(of: book.id, tx).tiers
        var parts: [(quantity: Decimal, price: Decimal)] = []
        var names: [String] = []
        for component in bundle.chosen(options).components where component.pricePercent > .zero {
            guard let list = tiers[component.product]?.first?.unitPrice else { return nil }
            let kept = Decimal(
                millionths: Decimal.hundred.millionths - component.pricePercent.millionths)
            parts.append((component.quantity, list.less(percent: kept, rounding: rounding)))
            names.append(component.sku)
        }
        var total = Decimal.zero
        for part in parts {
            total = try total.plus(try part.quantity.times(part.price, rounding: rounding))
        }
        return (total, names)
    }
}
