import Store

extension Transaction {
    /// Makes filters on a custom field fast.
    ///
    /// `key` must have been checked to be lower-case letters, digits and underscores: it becomes part of the statement.
    package func indexCustomField(_ key: String, of resource: String) throws {
        guard let table = attached.registry.resource(resource) else {
            preconditionFailure("no resource \(resource)")
        }
        let name = "\(table.sqlName)_custom_\(key)"
        try execute(
            text: """
                CREATE INDEX IF NOT EXISTS \(name) ON \(table.sqlName) (json_extract(custom, '$.\(key)'))
                WHERE json_extract(custom, '$.\(key)') IS NOT NULL
                """)
    }
}
