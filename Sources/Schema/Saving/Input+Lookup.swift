import JSON
import Store

extension Input {
    /// Reads a nested reference: an object with one key of the record that is meant.
    mutating func readLookup(
        _ value: JSONNode, _ field: FieldSpec, _ pointer: String, isLenient: Bool
    ) {
        guard let target = field.target else {
            preconditionFailure("\(table.name).\(field.name) has no target")
        }
        var keys: [(name: String, value: JSONNode)] = []
        var unknown: [Fault] = []
        for (name, given) in value.members {
            if target.isNamed(by: name) {
                keys.append((name, given))
            } else if !isLenient {
                unknown.append(
                    Fault(
                        pointer: "\(pointer)/\(pointerToken(name))", code: .unknownField,
                        message: "\(target.name) cannot be named by \(name)."))
            }
        }
        faults += unknown
        guard keys.count == 1 else {
            guard unknown.isEmpty || keys.count > 1 else { return }
            faults.append(
                Fault(
                    pointer: pointer, code: .wrongType,
                    message:
                        "A reference is an object with one of id, external_id or a unique field."))
            return
        }
        let (name, given) = keys[0]
        do {
            let key = try Lookup.Key(name, given, of: target, isLenient: isLenient)
            lookups.append(Lookup(field: field, key: key, pointer: "\(pointer)/\(name)"))
        } catch {
            faults += error.faults.map { $0.under("\(pointer)/\(name)") }
        }
    }
}

extension Input {
    /// Reads a link that names its record by another system's id: `{"resource", "external_id"}`.
    mutating func readLink(
        _ value: JSONNode, _ field: FieldSpec, _ pointer: String, isLenient: Bool
    ) {
        for (name, _) in value.members where name != "resource" && name != "external_id" {
            if isLenient, name != "id" { continue }
            faults.append(
                Fault(
                    pointer: "\(pointer)/\(pointerToken(name))",
                    code: name == "id" ? .conflict : .unknownField,
                    message: name == "id"
                        ? "Name the record once, by id or by external_id."
                        : "\(field.name) has no member \(name)."))
        }
        guard let resource = value["resource"]?.string else {
            faults.append(
                Fault(
                    pointer: pointer + "/resource", code: .required,
                    message: "\(field.name) needs resource."))
            return
        }
        guard let given = value["external_id"] else { return }
        let place = pointer + "/external_id"
        let (id, found) = ExternalID.read(given, isLenient: isLenient)
        faults += found.map { $0.under(place) }
        guard let id, found.isEmpty else { return }
        lookups.append(
            Lookup(field: field, key: .linked(resource: resource, id), pointer: place))
    }
}

extension Table {
    /// Whether one of its records can be named by a member of this name.
    fileprivate func isNamed(by name: String) -> Bool {
        if name == "external_id" { return !isChild }
        guard let field = field(name), field.isShown else { return false }
        return name == "id" || field.traits.contains(.unique)
    }
}

/// Several faults of one value.
private struct Faults: Error {
    let faults: [Fault]
}

extension Input.Lookup.Key {
    fileprivate init(
        _ name: String, _ value: JSONNode, of target: Table, isLenient: Bool
    ) throws(Faults) {
        if name == "external_id" {
            let (id, faults) = ExternalID.read(value, isLenient: isLenient)
            guard let id, faults.isEmpty else { throw Faults(faults: faults) }
            self = .externalID(id)
            return
        }
        guard let field = target.field(name) else {
            preconditionFailure("\(target.name) has no \(name)")
        }
        let cell: Cell
        do { cell = try field.decode(value) } catch { throw Faults(faults: [error]) }
        self = name == "id" ? .id(RecordID(cell: cell)) : .unique(field, cell)
    }
}
