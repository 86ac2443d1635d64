import API
import Schema
import Store

// Enough of a product to describe: owners, a state machine, a collection, a verb, and records under
// another's address.

struct SampleTeams: Resource {
    static let name = "teams"
    static let singular = "team"
    static let table = TypedTable(Self())

    let name = Field.text("name", max: 100, [.title, .sortable, .unique])
}

struct SampleUsers: Resource {
    static let name = "users"
    static let singular = "user"
    static let table = TypedTable(Self())

    let email = Field.email("email", [.unique, .searchable])
    let team = Field.reference("team_id", to: SampleTeams.self).optional
    let password = Field.password("password").optional
}

struct SampleLines: Resource {
    static let name = "order-lines"
    static let singular = "order_line"
    static let traits: ResourceTraits = .child
    static let table = TypedTable(Self())

    let description = Field.text("description", max: 200)
    let quantity = Field.quantity("quantity")
    let price = Field.unitPrice("unit_price")
}

struct SampleOrders: Resource {
    static let name = "orders"
    static let singular = "order"
    static let traits: ResourceTraits = [.owned, .requiresMatch]
    static let table = TypedTable(Self())

    let subject = Field.text("subject", max: 200, [.title, .sortable]).about("What it is about.")
    let buyer = Field.reference("buyer_id", to: SampleUsers.self)
    let status = Field.status("status", Status.self)
    let total = Field.money("total_amount", .readOnly)
    let currency = Field.currency()
    let wanted = Field.day("wanted_on").optional
    let isUrgent = Field.boolean("is_urgent").default(false)
    let lines = Owned("lines", SampleLines.self, max: 50)

    enum Status: String, State {
        case draft, confirmed, expired

        static let initial = draft
        static let automatic: Set<String> = ["expire"]

        var verbs: [String: Status] {
            switch self {
            case .draft: ["confirm": .confirmed, "expire": .expired]
            case .confirmed, .expired: [:]
            }
        }
    }
}

struct SampleNotes: Resource {
    static let name = "order-notes"
    static let singular = "order_note"
    static let traits: ResourceTraits = .appendOnly
    static let table = TypedTable(Self())

    let order = Field.reference("order_id", to: SampleOrders.self)
    let body = Field.longText("body")
}

struct SampleSplit: Action {
    static let route = Route(
        .post, "/v1/orders/{id}/split", "Split one order", on: SampleOrders.table, right: "update",
        returns: .extended(SampleOrders.table, [("rest", .optional(.scalar(.id)))]))

    let reason = Field.text("reason", max: 100).optional
    let lines = Owned("lines", SampleLines.self, max: 50)

    func run(_ call: ActionCall<Self>) throws -> Answer { .record(call.id(SampleOrders.self)) }
}

struct SampleReport: Action {
    static let route = Route(
        .get, "/v1/report", "Totals of a period", on: SampleOrders.table, right: "read",
        returns: .object([
            ("total", .scalar(.money)), ("days", .array(.scalar(.day))), ("next_cursor", .any),
        ]))

    let from = Field.day("from")
    let owner = Field.reference("owner_id", to: SampleUsers.self).optional

    func run(_ call: ActionCall<Self>) throws -> Answer { .nothing }
}

enum Sample {
    static let areas = [
        Area(
            "Sample",
            resources: [
                SampleUsers.table, SampleTeams.table, SampleOrders.table, SampleNotes.table,
            ],
            actions: [AnyAction(SampleSplit.self), AnyAction(SampleReport.self)],
            nestings: [
                Nesting("notes", of: SampleOrders.table, holds: SampleNotes.table, by: "order_id")
            ])
    ]

    static let customFields = CustomFields([
        CustomField(
            resource: "orders", key: "route", kind: .choice, label: "Route",
            options: ["north", "south"], isRequired: true),
        CustomField(
            resource: "orders", key: "weight", kind: .number, label: "Weight", options: [],
            isRequired: false),
    ])

    static func document(_ customFields: CustomFields = .none) -> OpenAPIDocument {
        let registry = Registry(areas.flatMap(\.resources))
        return OpenAPIDocument(Endpoints(areas, registry), registry, customFields)
    }
}
