import API
import Schema
import Store

/// The tree that products are filed in.
package struct ProductCategories: Resource {
    package static let name = "product-categories"
    package static let singular = "product_category"
    package static let table = TypedTable(Self())

    let name = Field.text("name", max: 200, [.title, .sortable])
    let description = Field.longText("description", max: 2_000).optional
    let parent = Field.reference("parent_id", to: ProductCategories.self).optional
        .about("The category above; null at the top.")

    package init() {}

    package static func willSave(
        _ category: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        guard let parent = category.parent, parent != before?.parent else { return }
        let isBelow =
            try tx.first(above, [parent.cell, category.row.id.cell]) { _ in true } ?? false
        if isBelow {
            throw Problem.invalid("/parent_id", .conflict, "A category cannot be below itself.")
        }
    }

    /// Whether the second id is the first or stands above it.
    private static let above = SQL(
        """
        WITH RECURSIVE above (id) AS (
            SELECT ?
            UNION SELECT c.parent_id FROM product_categories c JOIN above a ON c.id = a.id
            WHERE c.parent_id IS NOT NULL)
        SELECT 1 FROM above WHERE id = ?
        """)
}
