import JSON
import Store

extension Row {
    /// `{"field": [before, after]}` of what differs from an earlier state; of owned rows those that differ, each with
    /// its `id` and `change`: `added`, `changed` or `removed`.
    package func difference(from before: Row) -> String { Difference.text(self, before) }
}

/// What changed between two states of a record, shorter than the audit trail says it.
private enum Difference {
    /// Bookkeeping that changes with everything.
    private static let left: Set<String> = ["id", "version", "updated_at", "updated_by"]

    static func text(_ row: Row, _ before: Row) -> String {
        var json = JSONWriter()
        let digits = row.currency?.digits ?? 2
        json.beginObject()
        write(row, before, digits, to: &json)
        for collection in row.table.owned {
            let old = before.children[collection.ordinal]
            let new = row.children[collection.ordinal]
            guard old != new else { continue }
            json.key(collection.name)
            json.beginArray()
            for child in new {
                let known = old.first { $0.cells[CommonFields.id] == child.cells[CommonFields.id] }
                if known == child { continue }
                write(known == nil ? "added" : "changed", child, known, digits, to: &json)
            }
            for child in old where !new.contains(where: { $0.id == child.id }) {
                write("removed", nil, child, digits, to: &json)
            }
            json.endArray()
        }
        json.endObject()
        return String(decoding: json.finish(), as: UTF8.self)
    }

    private static func write(
        _ what: String, _ row: Row?, _ before: Row?, _ digits: Int, to json: inout JSONWriter
    ) {
        json.beginObject()
        json.key("id")
        json.string((row ?? before)?.id.text ?? "")
        json.key("change")
        json.string(what)
        write(row, before, digits, to: &json)
        json.endObject()
    }

    private static func write(
        _ row: Row?, _ before: Row?, _ digits: Int, to json: inout JSONWriter
    ) {
        guard let table = (row ?? before)?.table else { return }
        let nothing: [Cell] = table.fields.map { _ in .null }
        let old = CellSource(cells: before?.cells ?? nothing)
        let new = CellSource(cells: row?.cells ?? nothing)
        for field in table.fields where !left.contains(field.name) && field.isShown {
            let (was, becomes) = (old.cells[field.ordinal], new.cells[field.ordinal])
            guard was != becomes else { continue }
            // Of what is added or gone, defaults say nothing.
            if row == nil || before == nil, field.defaultCell == (row == nil ? was : becomes) {
                continue
            }
            json.key(field.name)
            json.beginArray()
            field.form.write(old, field.ordinal, digits: digits, to: &json)
            field.form.write(new, field.ordinal, digits: digits, to: &json)
            json.endArray()
        }
    }
}
