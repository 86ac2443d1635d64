import API
import Schema
import Store

/// What an amendment changed of a confirmed order; one for each revision after the first.
package struct OrderAmendments: Resource {
    package static let name = "order-amendments"
    package static let singular = "order_amendment"
    package static let traits: ResourceTraits = .readOnly
    package static let sightThrough: String? = "order_id"
    package static let indexes = [["order_id", "revision"]]
    package static let table = TypedTable(Self())

    let order = Field.reference("order_id", to: Orders.self, .readOnly)
    let revision = Field.integer("revision", 1...10_000, .readOnly).default(1)
        .about("The order's revision afterwards.")
    let reason = Field.text("reason", max: 500, .readOnly).optional
    let currency = Field.currency("currency", .readOnly).optional
    let grossBefore = Field.money("gross_amount_before", .readOnly).default(.zero)
    let grossAfter = Field.money("gross_amount_after", .readOnly).default(.zero)
    let changes = Field.object("changes", .readOnly).default("{}")
        .about(
            "{\"field\": [before, after]}; lines as an array of those that differ, each with id, "
                + "change (added, changed, removed) and its fields.")

    package init() {}
}
