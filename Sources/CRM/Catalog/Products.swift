import API
import Schema

/// What is sold: goods and services.
package struct Products: Resource {
    package static let name = "products"
    package static let singular = "product"
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
    let stockPolicy = Field.choice("stock_policy", StockPolicy.self).default(.untracked)
        .about("Whether confirming an order looks at stock: untracked, backorder, or strict.")
    let status = Field.status("status", Status.self, .indexed)

    package init() {}

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
