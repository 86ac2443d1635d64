import Schema

/// How files of records are described.
enum FileDescriptions {
    static let types = ["application/x-ndjson", "text/csv"]

    static let body: Value = [
        "required": true,
        "content": .object(types.map { ($0, ["schema": ["type": "string"]]) }),
    ]

    private static let text: Value = ["type": "string"]
    private static let flag: Value = ["type": "boolean", "default": false]

    static let parameters: [Value] = [
        CommonParameters.query("resource", "Whose records the rows are.", text, isRequired: true),
        CommonParameters.query(
            "match_on",
            "By what a row finds its record: none, id, external_id or a unique field; external_id "
                + "with a system, else none.", text),
        CommonParameters.query(
            "mode", "Whether rows may create and change.",
            [
                "type": "string", "enum": .texts(ImportMode.allCases.map(\.rawValue)),
                "default": "upsert",
            ]),
        CommonParameters.query("system", "Whose external ids the rows have.", text),
        CommonParameters.query(
            "mapping",
            "A JSON object of columns and the fields that they are; null leaves a column out.",
            text),
        CommonParameters.query(
            "key_column", "The column with the external id.",
            text.with("default", "external_id")),
        CommonParameters.query(
            "occurred_at_column", "The column that says when a row was written.", text),
        CommonParameters.query(
            "sequence_column", "The column that orders what was written in one instant.", text),
        CommonParameters.query(
            "delimiter", "Between the fields of CSV.",
            [
                "type": "string", "enum": ["comma", "semicolon", "tab", "pipe"],
                "default": "comma",
            ]),
        CommonParameters.query(
            "lenient", "Ignores unknown and read-only members instead of refusing them.", flag),
        CommonParameters.query("restore", "Brings records back that were deleted.", flag),
        CommonParameters.query("dry_run", "Tries the rows and changes no record.", flag),
    ]
}
