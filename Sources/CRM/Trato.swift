import API
import Schema
import Store

/// The whole product as data: its areas, and the schema that they need.
package enum Trato {
    package static let areas: [Area] = [
        accessArea, partiesArea, salesArea, activitiesArea, catalogArea, quotesArea, ordersArea,
        supportArea, webhooksArea, documentsArea, platformArea,
    ]

    package static let registry = Application.registry(of: areas)

    /// Where tokens begin in the paths of pages that are open to whoever has their address.
    package static let secretPaths = [OfferPage.path("")]

    /// The schema that the declarations ask for, as SQL; what databases have is made by `migrations`.
    package static var declaredSchema: String {
        SystemTables.script + DDL.script(for: registry)
    }
}
