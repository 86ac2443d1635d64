import Schema
import Synchronization

/// The description, encoded once for those without a credential and once for each set of custom fields.
final class OpenAPICache: Sendable {
    private struct Entry: Sendable {
        let customFields: CustomFields
        let json: [UInt8]
        let yaml: [UInt8]
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
                customFields: customFields, json: document.root.encoded,
                yaml: YAML.encode(document.root))
            // Sets of custom fields that were replaced do not come back.
            known = known.filter { $0.customFields == .none } + [made]
            return made
        }
        var answer =
            what == .openAPIYAML
            ? Answer(content: .bytes(current.yaml, type: "application/yaml"), status: 200)
            : Answer(content: .bytes(current.json, type: "application/json"), status: 200)
        answer.headers = [("Cache-Control", "no-cache"), ("Vary", "Authorization")]
        return answer
    }
}
