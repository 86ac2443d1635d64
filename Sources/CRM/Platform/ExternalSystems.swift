import API
import Schema
import Store

/// Another system that is told of changes, and of which resources.
///
/// Its name is what stands in addresses and external ids. From the moment a resource is listed, each change of its
/// records is to be sent; records that were there before count from their next change.
package struct ExternalSystems: Resource {
    package static let name = "external-systems"
    package static let singular = "external_system"
    package static let table = TypedTable(Self())

    let name = Field.text("name", max: 255, [.title, .unique, .sortable, .createOnly])
        .about("As it stands in addresses and external ids.")
    let description = Field.text("description", max: 500).optional
    let resources = Field.labels("resources", max: 200).default([])
        .about("Whose records it is told of: parties, orders.")
    let isActive = Field.boolean("is_active").default(true)

    package init() {}

    package static func willSave(
        _ system: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        guard system.isSound(\.resources) else { return }
        let faults = system.resources.enumerated().compactMap { index, name -> Fault? in
            let table = tx.attached.registry.resource(name)
            guard table == nil || table?.traits.contains(.silent) == true else { return nil }
            return Fault(
                pointer: "/resources/\(index)", code: .unknownValue,
                message: "There is no resource \(name) whose changes can be sent.")
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }

    /// The names of those that are told of a resource's changes.
    static func following(_ resource: String, _ tx: Transaction) throws -> [String] {
        let key = ObjectIdentifier(ExternalSystems.self)
        if let known = tx.attached.notes[key] as? Followers { return known.names[resource] ?? [] }
        var followers: [String: [String]] = [:]
        try tx.query(active) { row in
            let name = row.text(0)
            for resource in [String](cell: row.cell(1)) {
                followers[resource, default: []].append(name)
            }
        }
        tx.attached.notes[key] = Followers(followers)
        return followers[resource] ?? []
    }

    package static func didSave(
        _ system: Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        tx.attached.notes[ObjectIdentifier(ExternalSystems.self)] = nil
    }

    private static let active = SQL(
        "SELECT name, resources FROM external_systems WHERE deleted_at IS NULL AND is_active = 1")
}

/// The names of systems by the resource that they follow; an object, because a dictionary is looked through to be cast.
private final class Followers: Sendable {
    let names: [String: [String]]

    init(_ names: [String: [String]]) { self.names = names }
}
