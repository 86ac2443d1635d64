import JSON

/// Arrays of short strings as the JSON text of a column.
enum Labels {
    static func encode(_ labels: [String]) -> String {
        var json = JSONWriter()
        json.beginArray()
        for label in labels { json.string(label) }
        json.endArray()
        return String(decoding: json.finish(), as: UTF8.self)
    }

    static func decode(_ text: String) -> [String] {
        if let labels = StoredStrings.read(text) { return labels }
        guard let document = try? JSONDocument(Array(text.utf8)) else {
            preconditionFailure("a column holds labels that are not JSON")
        }
        return document.root.elements.compactMap(\.string)
    }
}
