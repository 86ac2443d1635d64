/// A field that an administrator declared at run time.
package struct CustomField: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case text, number, boolean, date, instant, choice
    }

    package let resource: String
    package let key: String
    package let kind: Kind
    package let label: String
    package let options: [String]
    package let isRequired: Bool

    package init(
        resource: String, key: String, kind: Kind, label: String, options: [String],
        isRequired: Bool
    ) {
        self.resource = resource
        self.key = key
        self.kind = kind
        self.label = label
        self.options = options
        self.isRequired = isRequired
    }
}

/// The declared fields of all resources, as of one moment.
package struct CustomFields: Sendable, Equatable {
    private let byResource: [String: [String: CustomField]]

    package init(_ fields: [CustomField]) {
        var byResource: [String: [String: CustomField]] = [:]
        for field in fields { byResource[field.resource, default: [:]][field.key] = field }
        self.byResource = byResource
    }

    package static let none = CustomFields([])

    package func field(_ key: String, of resource: String) -> CustomField? {
        byResource[resource]?[key]
    }

    package func fields(of resource: String) -> [CustomField] {
        (byResource[resource] ?? [:]).values.sorted { $0.key < $1.key }
    }
}
