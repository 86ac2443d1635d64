import Schema
import Synchronization

/// The description, encoded once for each set of custom fields.
final class OpenAPICache: Sendable {
    private struct Entry: Sendable {
        let customFields: CustomFields
        let json: [UInt8]
        let yaml: [UInt8]
    }

    private let entry = Mutex<Entry?>(nil)

    func answer(
        _ what: SystemEndpoint, _ application: Application, _ customFields: CustomFields
    ) throws -> Answer {
        let current = entry.withLock { known in
            if let known, known.customFields == customFields { return known }
            let document = OpenAPIDocument(
                application.endpoints, application.registry, customFields)
            let made = Entry(
                customFields: customFields, json: document.root.encoded,
                yaml: YAML.encode(document.root))
            known = made
            return made
        }
        return what == .openAPIYAML
            ? Answer(content: .bytes(current.yaml, type: "application/yaml"), status: 200)
            : Answer(content: .bytes(current.json, type: "application/json"), status: 200)
    }
}
