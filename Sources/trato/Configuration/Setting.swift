/// One thing that an installation may set: by flag, environment, file, or not at all.
struct Setting: Sendable {
    /// The flag without its dashes, and the key in the file.
    let name: String
    let placeholder: String
    let about: String
    /// The text that stands in for a value that nobody gave; empty for none.
    let standard: String
    let apply: @Sendable (String, inout Configuration) throws(BadValue) -> Void

    /// A setting whose value is parsed and stored in one place of the configuration.
    init<Value>(
        _ name: String, _ placeholder: String, default standard: String, _ about: String,
        _ path: WritableKeyPath<Configuration, Value> & Sendable,
        _ parse: @escaping @Sendable (String) throws(BadValue) -> Value
    ) {
        self.name = name
        self.placeholder = placeholder
        self.about = about
        self.standard = standard
        apply = { text, configuration throws(BadValue) in
            configuration[keyPath: path] = try parse(text)
        }
    }

    /// The environment variable: `TRATO_ACCESS_LOG` for `access-log`.
    var variable: String {
        "TRATO_" + name.uppercased().split(separator: "-").joined(separator: "_")
    }
}

/// What is wrong with the text of a setting: the end of a sentence, such as "must be a number".
struct BadValue: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
