import Schema

extension Application {
    /// The description of the API without a database, in YAML or JSON.
    package static func description(
        of areas: [Area], _ registry: Registry, asJSON: Bool
    ) -> [UInt8] {
        let root = OpenAPIDocument(Endpoints(areas, registry), registry, .none).root
        return asJSON ? root.encoded : YAML.encode(root)
    }
}
