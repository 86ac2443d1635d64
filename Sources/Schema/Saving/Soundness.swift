import Store

// A request may be wrong in many places, and is told of all of them at once (422). So rules are run on a row although
// some values of its body were refused: each such member is noted as unsound and holds what stood there before, or a
// stand-in that no rule can stumble over. A rule that judges one member by another asks `isSound` first and says nothing
// when it cannot know. A second fault of the same pointer is never told, so a rule about one member alone need not ask.

extension Row {
    /// Notes the members that faults are about, and puts back what stood there.
    mutating func distrust(_ faults: [Fault], before: Row) {
        for fault in faults where !Self.keepsValue(fault) {
            guard let name = table.member(at: fault.pointer) else {
                if fault.pointer.isEmpty { distrustAll() }
                continue
            }
            unsound.insert(name)
            if let field = table.field(name) { self[field] = before[field] }
        }
        guard !unsound.isEmpty else { return }
        for field in table.fields
        where unsound.contains(field.name) && self[field].isNull && !field.isOptional {
            self[field] = field.kind.standIn
        }
    }

    private mutating func distrustAll() {
        unsound = Set(table.fields.map(\.name) + table.owned.map(\.name))
    }

    /// What may not change has kept the value that rules judge by.
    private static func keepsValue(_ fault: Fault) -> Bool {
        fault.code == .readOnly || fault.code == .immutable
    }
}

extension Table {
    /// The field or owned collection that a pointer leads into; `party` of a nested reference is `party_id`.
    ///
    /// Nil for what the table does not have, and for one of several custom values: the others count.
    fileprivate func member(at pointer: String) -> String? {
        let parts = pointer.split(separator: "/", maxSplits: 1)
        guard let name = parts.first.map(String.init) else { return nil }
        if let field = field(name) {
            if case .custom = field.kind, parts.count > 1 { return nil }
            return name
        }
        if collection(name) != nil { return name }
        return field(name + "_id")?.name
    }
}

extension Record {
    /// Whether what the request said of these members could be taken, so that a rule may judge by them.
    ///
    /// An owned collection is sound when all its rows are.
    package func isSound(_ members: PartialKeyPath<R>...) -> Bool {
        guard !row.unsound.isEmpty else { return true }
        return members.allSatisfy { path in
            switch R.table.properties.pointee[keyPath: path] {
            case let field as any AnyField: !row.unsound.contains(field.spec.name)
            case let collection as any AnyOwned: !row.unsound.contains(collection.spec.name)
            default: preconditionFailure("\(path) is no member of \(R.name)")
            }
        }
    }

    /// Whether nothing that the request said was refused.
    package var isSound: Bool { row.unsound.isEmpty }
}

extension Transaction {
    /// Everything that is wrong with a row whose body has faults: these, and what rules find in the rest.
    package func problem(_ faults: [Fault], with new: Row, before: Row?) throws -> Problem {
        var row = new
        for (collection, rows) in zip(row.table.owned, row.children)
        where rows.contains(where: { !$0.unsound.isEmpty }) {
            row.unsound.insert(collection.name)
        }
        if before == nil { try begin(&row) }
        var found: [Fault] = []
        do {
            found = try rules(&row, before: before)
        } catch is Problem {
            // Whatever else a rule refuses can wait until the body is right.
        }
        found += try check(row, before: before)
        var all = faults
        var told = Set(faults.map(\.pointer))
        for fault in found where told.insert(fault.pointer).inserted { all.append(fault) }
        return .invalid(all)
    }

    /// Runs the resource's own rules; what they find wrong with values is returned, other refusals are thrown.
    func rules(_ row: inout Row, before: Row?) throws -> [Fault] {
        do {
            try row.table.willSave(&row, before: before, in: self)
            return []
        } catch let problem as Problem where problem.code == .validationFailed {
            return problem.faults
        }
    }
}
