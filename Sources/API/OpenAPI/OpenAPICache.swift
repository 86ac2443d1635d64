import Schema
import Synchronization

/// The description, encoded once for those without a credential and once for each set of custom fields.
final class OpenAPICache: Sendable {
    private struct Entry: Sendable {
        let customFields: CustomFields
        let json: FixedContent
        let yaml: FixedContent
    }

    private let entries = Mutex<[Entry]>([])

    func answer(
        _ what: SystemEndpoint, _ application: Application, _ customFields: CustomFields
    ) throws -> Answer {
        let current = entries.withLock { known in
            if let entry = known.first(where: { $0.customFields == customFields }) { return entry }
            let document = OpenAPIDocument(
                application.endpoints, application.registry, customFields)
            let made = Entry(
                customFields: customFields,
                json: FixedContent(
                    document.root.encoded, type: "application/json", vary: .authorization),
                yaml: FixedContent(
                    YAML.encode(document.root), type: "application/yaml", vary: .authorization))
            // Sets of custom fields that were replaced do not come back.
            known = known.filter { $0.customFields == .none } + [made]
            return made
        }
        return .fixed(what == .openAPIYAML ? current.yaml : current.json)
    }
}
