import JSON
import Store

/// What a body says about the values under `custom`, as JSON texts; nil takes a value away.
struct CustomInput: Sendable {
    var values: [(key: String, text: String?)] = []
    /// Refused, unless the record holds the same: of a field or an option that was removed.
    var doubtful: [(key: String, text: String?, fault: Fault)] = []
    /// `custom: null` takes all values away, RFC 7396 section 2.
    var isNull = false
}

extension Input {
    mutating func readCustom(
        _ value: JSONNode, _ known: CustomFields, _ pointer: String, isLenient: Bool
    ) {
        if value.isNull {
            custom.isNull = true
            return
        }
        guard value.kind == .object else {
            faults.append(
                Fault(pointer: pointer, code: .wrongType, message: "custom must be an object."))
            return
        }
        for (key, given) in value.members {
            let place = "\(pointer)/\(pointerToken(key))"
            do throws(Fault) {
                guard let field = known.field(key, of: table.name) else {
                    if isLenient { continue }
                    throw Fault(
                        pointer: "", code: .unknownField,
                        message: "There is no custom field \(key).")
                }
                custom.values.append((key, try field.encode(given)))
            } catch {
                let text = given.isNull ? nil : CustomField.text(of: given)
                custom.doubtful.append((key, text, error.under(place)))
            }
        }
    }

    /// Merges the values into the row's and returns what is wrong with the others.
    ///
    /// Giving back what was read is no change, and what is stored may go.
    func applyCustom(to row: inout Row) -> [Fault] {
        guard let field = row.table.groups.custom else { return [] }
        if custom.isNull { row[field] = .text("{}") }
        guard !custom.values.isEmpty || !custom.doubtful.isEmpty else { return [] }
        let stored = CustomField.texts(in: String(cell: row[field]))
        var changes = custom.values
        var faults: [Fault] = []
        for (key, text, fault) in custom.doubtful {
            if let held = stored[key], text == nil || text == held {
                changes.append((key, text))
            } else {
                faults.append(fault)
            }
        }
        row[field] = .text(CustomField.merge(changes, into: stored))
        return faults
    }
}
