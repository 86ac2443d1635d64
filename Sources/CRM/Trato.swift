import API
import Schema
import Store

/// The whole product as data: its areas, and the schema that they need.
package enum Trato {
    package static let areas: [Area] = [
        accessArea, partiesArea, salesArea, activitiesArea, catalogArea, quotesArea, ordersArea,
        supportArea,
    ]

    package static let registry = Application.registry(of: areas)

    package static let migrations: [Migration] = [
        Migration(
            version: 1, name: "initial",
            sql: SystemTables.script + DDL.script(for: registry))
    ]
}
