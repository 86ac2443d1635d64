import API
import Schema
import Store

/// The whole product as data: its areas, and the schema that they need.
package enum Trato {
    package static let areas: [Area] = [
        accessArea, partiesArea, salesArea, activitiesArea, catalogArea, quotesArea, ordersArea,
        documentsArea, supportArea,
    ]

    package static let registry = Application.registry(of: areas)

    /// The schema that the declarations ask for, as SQL; what databases have is made by `migrations`.
    package static var declaredSchema: String {
        SystemTables.script + DDL.script(for: registry)
    }
}
