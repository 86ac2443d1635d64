import JSON

extension CustomField {
    /// Checks a value and returns its JSON text; nil when the value is null.
    func encode(_ node: JSONNode) throws(Fault) -> String? {
        if node.isNull { return nil }
        switch kind {
        case .number:
            // Stored as a JSON number in the shortest exact form, so that filters compare numbers.
            let value: Int64?
            if node.kind == .string {
                value = node.withText { try? DecimalText.scaled($0, places: 6).get() } ?? nil
            } else {
                value = node.number?.scaled(places: 6)
            }
            guard let value else {
                throw fault(.malformed, "must be a number with at most 6 decimals")
            }
            var json = JSONWriter()
            json.decimal(value, places: 6, atLeast: 0, quoted: false)
            return String(decoding: json.finish(), as: UTF8.self)
        case .boolean:
            guard let value = node.bool else { throw fault(.wrongType, "must be true or false") }
            return value ? "true" : "false"
        case .text:
            let value = PlainText.trimmed(try string(node))
            guard value.unicodeScalars.count <= 2_000 else {
                throw fault(.tooLong, "must have at most 2000 characters")
            }
            guard !PlainText.hasControls(value, multiline: true) else {
                throw fault(.malformed, "must not have control characters")
            }
            return quoted(value)
        case .choice:
            let value = try string(node)
            guard options.contains(value) else {
                throw fault(.unknownValue, "must be one of \(options.joined(separator: ", "))")
            }
            return quoted(value)
        case .date:
            guard let day = Day(try string(node)) else {
                throw fault(.malformed, "must be a date such as 2026-11-22")
            }
            return quoted(day.text)
        case .instant:
            guard let instant = Instant(try string(node)) else {
                throw fault(.malformed, "must be an RFC 3339 instant such as 2026-11-22T10:15:30Z")
            }
            return quoted(instant.text)
        }
    }

    private func fault(_ code: FaultCode, _ message: String) -> Fault {
        Fault(pointer: "", code: code, message: "\(key) \(message).")
    }

    private func string(_ node: JSONNode) throws(Fault) -> String {
        guard let text = node.string else { throw fault(.wrongType, "must be a string") }
        return text
    }

    private func quoted(_ text: String) -> String {
        var json = JSONWriter()
        json.string(text)
        return String(decoding: json.finish(), as: UTF8.self)
    }

    /// A value's JSON text, the same for every way to write it.
    static func text(of node: JSONNode) -> String {
        var json = JSONWriter()
        if node.kind == .number, let value = node.number?.scaled(places: 6) {
            json.decimal(value, places: 6, atLeast: 0, quoted: false)
        } else {
            node.write(to: &json)
        }
        return String(decoding: json.finish(), as: UTF8.self)
    }

    /// The values of a column by their keys.
    static func texts(in column: String) -> [String: String] {
        if column == "{}" { return [:] }
        guard let document = try? JSONDocument(Array(column.utf8)) else {
            preconditionFailure("a column holds custom values that are not JSON")
        }
        return Dictionary(
            uniqueKeysWithValues: document.root.members.map { ($0.name, text(of: $0.value)) })
    }

    /// The column for some values after changes, members in order of their names.
    static func merge(
        _ changes: [(key: String, text: String?)], into texts: [String: String]
    ) -> String {
        var members = texts
        for (key, value) in changes { members[key] = value }
        var json = JSONWriter()
        json.beginObject()
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            json.key(name)
            json.raw(Array(value.utf8))
        }
        json.endObject()
        return String(decoding: json.finish(), as: UTF8.self)
    }
}
