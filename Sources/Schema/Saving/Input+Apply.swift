import Store

/// What a request's body meets when it is applied.
package enum Purpose: Sendable {
    case create
    case update
    /// A `PUT` under another system's key: that system does not know our ids, so elements without one are recognised
    /// by their values.
    case upsert
}

extension Input {
    /// Changes the row as the body says and returns every fault, those of reading included.
    ///
    /// What a fault is about is left as it was and noted in the row (see `Soundness`). Throws `use_transition` when the
    /// body would change a status.
    package func apply(
        to row: inout Row, _ purpose: Purpose, in tx: Transaction
    ) throws -> [Fault] {
        var faults = self.faults
        let before = row
        row.takeCells()
        for (field, cell) in cells {
            if let fault = try set(field, cell, on: &row, purpose) { faults.append(fault) }
        }
        for lookup in lookups {
            if let cell = try tx.resolve(lookup) {
                if let fault = try set(lookup.field, cell, on: &row, purpose) {
                    faults.append(fault)
                }
            } else {
                faults.append(
                    Fault(
                        pointer: lookup.pointer, code: .notFound,
                        message: "There is no such \(lookup.field.referenceName ?? "record")."))
            }
        }
        if purpose != .create { empty(fieldsFollowing: before, in: &row, purpose) }
        for (collection, rows) in collections {
            faults += try apply(rows, of: collection, to: &row, purpose, in: tx)
        }
        let wrong = applyCustom(to: &row)
        if !wrong.isEmpty { faults += wrong }
        if !faults.isEmpty { row.distrust(faults, before: before) }
        var left = missing(in: row)
        let dangling = try tx.danglingReferences(
            in: row, before: purpose == .create ? nil : before)
        if !dangling.isEmpty { left += dangling }
        guard !left.isEmpty else { return faults }
        row.distrust(left, before: before)
        return faults + left
    }

    private func set(
        _ field: FieldSpec, _ cell: Cell, on row: inout Row, _ purpose: Purpose
    ) throws -> Fault? {
        // Giving back what was read is no change: clients send whole records.
        if row[field] == cell { return nil }
        if isSilence(cell, on: field, purpose) { return nil }
        if field === row.table.status { throw Problem.useTransition(row, field, cell) }
        if field.traits.contains(.readOnly) {
            return Fault(
                pointer: "/" + field.name, code: .readOnly, message: "\(field.name) is read-only.")
        }
        if purpose != .create, field.traits.contains(.createOnly) {
            return Fault(
                pointer: "/" + field.name, code: .immutable,
                message: "\(field.name) cannot change after the record is created.")
        }
        row[field] = cell
        return nil
    }

    /// The array is the new whole: rows with an id change, those without are added, missing ones go.
    private func apply(
        _ inputs: [Input], of collection: OwnedSpec, to row: inout Row, _ parentPurpose: Purpose,
        in tx: Transaction
    ) throws -> [Fault] {
        let table = collection.table
        let existing = row.children[collection.ordinal]
        var faults: [Fault] = []
        var rows: [Row] = []
        rows.reserveCapacity(inputs.count)
        var seen: Set<RecordID> = []
        // Each where it stands: a copy would hold nine arrays.
        for index in inputs.indices {
            var child = table.blank()
            var purpose = Purpose.create
            var own: [Fault] = []
            if table.isChild,
                let given = inputs[index].cells.first(where: { $0.field.ordinal == CommonFields.id }
                )?.cell,
                !given.isNull
            {
                let id = RecordID(cell: given)
                if let known = existing.first(where: { $0.id == id }) {
                    child = known
                    purpose = parentPurpose
                } else if try tx.exists(table, id) {
                    own.append(
                        Fault(
                            pointer: "/id", code: .notFound,
                            message: "This id belongs to another record."))
                }
                if !seen.insert(id).inserted {
                    own.append(
                        Fault(
                            pointer: "/id", code: .duplicate, message: "The same id stands twice."))
                }
            } else if let known = inputs[index].named(among: existing),
                seen.insert(known.id).inserted
            {
                child = known
                purpose = parentPurpose
            }
            let before = child
            let found = try inputs[index].apply(to: &child, purpose, in: tx)
            if !found.isEmpty { own += found }
            if !own.isEmpty {
                child.distrust(own, before: before)
                faults += own.map { $0.under("/\(collection.name)/\(index)") }
            }
            rows.append(child)
        }
        if parentPurpose == .upsert, faults.isEmpty {
            Self.recognise(&rows, inputs, among: existing)
        }
        guard collection.isWritable else {
            return rows == existing ? [] : [Self.refusal(collection, .readOnly, "is read-only.")]
        }
        if parentPurpose != .create, !collection.isChangeable {
            guard faults.isEmpty, rows != existing else { return faults }
            let reason = "cannot change after the record is created."
            return [Self.refusal(collection, .immutable, reason)]
        }
        row.children[collection.ordinal] = rows
        return faults
    }

    private static func refusal(
        _ collection: OwnedSpec, _ code: FaultCode, _ reason: String
    ) -> Fault {
        Fault(
            pointer: "/" + collection.name, code: code, message: "\(collection.name) \(reason)")
    }

    private func missing(in row: Row) -> [Fault] {
        row.table.groups.required.compactMap { field in
            guard row[field].isNull else { return nil }
            return Fault(
                pointer: "/" + field.name, code: .required, message: "\(field.name) is required.")
        }
    }
}

extension Problem {
    /// `PATCH` of a status: which verbs lead away from the current one.
    static func useTransition(_ row: Row, _ field: FieldSpec, _ cell: Cell) -> Problem {
        let from = String(cell: row[field])
        let verbs = row.table.machine?.verbs(from: from) ?? []
        return Problem(
            .useTransition,
            verbs.isEmpty
                ? "Nothing changes the status \(from)."
                : "Use one of the verbs \(verbs.joined(separator: ", ")).",
            faults: [
                Fault(
                    pointer: "/" + field.name, code: .readOnly,
                    message: "\(field.name) changes only through a verb.")
            ],
            extras: [
                ("from", .text(from)), ("to", Value.text(String(cell: cell))),
                ("allowed", .array(verbs.map { .text($0) })),
            ])
    }

    static func illegalTransition(_ machine: StateMachine, from: String, to: String) -> Problem {
        Problem(
            .illegalTransition, "What is \(from) cannot become \(to).",
            extras: [
                ("from", .text(from)), ("to", .text(to)),
                ("allowed", .array(machine.verbs(from: from).map { .text($0) })),
            ])
    }
}
