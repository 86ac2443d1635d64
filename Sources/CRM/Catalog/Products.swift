import API
import Schema
import Store

/// What is sold: goods and services.
package struct Products: Resource {
    package static let name = "products"
    package static let singular = "product"
    package static let traits: ResourceTraits = .cached
    package static let table = TypedTable(Self())

    let sku = Field.text("sku", max: 100, [.unique, .sortable, .searchable])
        .about("The stock keeping unit; orders may name a product by it.")
    let name = Field.text("name", max: 300, [.title, .sortable])
    let description = Field.longText("description", .searchable).optional
    let category = Field.reference("category_id", to: ProductCategories.self).optional
    let uom = Field.text("uom", max: 40).default("unit")
        .about("The unit of measure that quantities and prices are for.")
    let taxCategory = Field.text("tax_category", max: 40, .indexed).default("standard")
        .about("Chooses among the tax rates of a country.")
    let brand = Field.text("brand", max: 100, .indexed).optional
    let cost = Field.unitPrice("cost").optional
        .about("Of one unit, in the installation's currency.")
    let minMargin = Field.percent("min_margin_percent").optional
        .about("What must be left of the net price after the cost: (net - cost) / net.")
    let belowFloor = Field.choice("below_floor", FloorPolicy.self).default(.approve)
        .about("What becomes of a line that leaves less: approval_required, or a refusal.")
    let stockPolicy = Field.choice("stock_policy", StockPolicy.self).default(.untracked)
        .about("Whether confirming an order looks at stock: untracked, backorder, or strict.")
    let status = Field.status("status", Status.self, .indexed)
    let isBundle = Field.boolean("is_bundle", .readOnly).default(false)
        .about("Whether it has components.")
    let components = Owned("components", BundleComponents.self, max: 200)
    let optionGroups = Owned("option_groups", OptionGroups.self, max: 50)

    package init() {}

    package static func willSave(
        _ product: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        product.isBundle = !product.components.isEmpty
        let faults = try bundleFaults(product, in: tx)
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }

    package enum FloorPolicy: String, Word { case allow, approve, refuse }

    package enum Status: String, State {
        case active, discontinued

        package static let initial = active

        package var event: String { self == .active ? "reactivated" : rawValue }

        package var verbs: [String: Status] {
            switch self {
            case .active: ["discontinue": .discontinued]
            case .discontinued: ["reactivate": .active]
            }
        }
    }
}
