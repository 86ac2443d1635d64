import JSON
import Store

/// What another system calls a record.
package struct ExternalID: Hashable, Sendable {
    package let system: String
    package let id: String

    package init(system: String, id: String) {
        self.system = system
        self.id = id
    }

    static func encode(_ ids: [ExternalID]) -> String {
        var json = JSONWriter()
        json.beginArray()
        for id in ids {
            json.beginObject()
            json.key("system")
            json.string(id.system)
            json.key("id")
            json.string(id.id)
            json.endObject()
        }
        json.endArray()
        return String(decoding: json.finish(), as: UTF8.self)
    }

    static func decode(_ text: String) -> [ExternalID] {
        if text == "[]" { return [] }
        if let ids = StoredStrings.read(text).flatMap(stored) { return ids }
        guard let document = try? JSONDocument(Array(text.utf8)) else {
            preconditionFailure("a column holds external ids that are not JSON")
        }
        return document.root.elements.compactMap { node in
            guard let system = node["system"]?.string, let id = node["id"]?.string else {
                return nil
            }
            return ExternalID(system: system, id: id)
        }
    }

    /// The ids in the strings that `encode` has written: four for each, two of which are names.
    private static func stored(_ strings: [String]) -> [ExternalID]? {
        guard strings.count.isMultiple(of: 4) else { return nil }
        var ids: [ExternalID] = []
        for start in stride(from: 0, to: strings.count, by: 4) {
            guard strings[start] == "system", strings[start + 2] == "id" else { return nil }
            ids.append(ExternalID(system: strings[start + 1], id: strings[start + 3]))
        }
        return ids
    }
}

extension ExternalID {
    /// A column of external ids with one more, if it is not there.
    package static func adding(_ key: ExternalID, to cell: Cell) -> Cell {
        var ids = cell.isNull ? [] : decode(String(cell: cell))
        if !ids.contains(key) { ids.append(key) }
        return .text(encode(ids))
    }
}
