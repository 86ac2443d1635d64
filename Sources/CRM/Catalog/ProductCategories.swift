import API
import Schema

/// The tree that products are filed in.
package struct ProductCategories: Resource {
    package static let name = "product-categories"
    package static let singular = "product_category"
    package static let traits: ResourceTraits = .cached
    package static let table = TypedTable(Self())

    let name = Field.text("name", max: 200, [.title, .sortable])
    let description = Field.longText("description", max: 2_000).optional
    let parent = Field.reference("parent_id", to: ProductCategories.self).optional
        .about("The category above; null at the top.")

    package init() {}
}
