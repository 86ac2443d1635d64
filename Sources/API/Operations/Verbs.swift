import JSON
import Schema
import Store

extension Executor {
    /// A verb that does nothing but move the status.
    func transition(
        _ call: Call, _ table: Table, _ verb: String, _ tx: Transaction
    ) throws -> Answer {
        let before = try row(call, table, try call.recordID(), right: verb, tx)
        try Preconditions.check(call, before, isRequired: false)
        try refuseBody(call)
        guard let field = table.status, let machine = table.machine else {
            preconditionFailure("\(table.name) has no status")
        }
        let from = String(cell: before[field])
        guard let target = machine.target(of: verb, from: from) else {
            throw Problem.cannot(verb, table, machine, from: from)
        }
        var after = before
        after[field] = .text(target)
        return .stored(try tx.update(before, to: after))
    }

    private func refuseBody(_ call: Call) throws {
        guard let body = call.body, !call.isLenient else { return }
        guard body.kind == .object else {
            throw Problem.invalid("", .wrongType, "The body must be an object.")
        }
        let faults = body.members.map {
            Fault(
                pointer: "/" + pointerToken($0.name), code: .unknownField,
                message: "There is no field \($0.name).")
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }

    /// Runs a verb's own code on a record that is in sight and at the version that the caller knows.
    func act(_ call: Call, _ action: AnyAction, _ tx: Transaction) throws -> Answer {
        if action.route.namesRecord {
            let table = action.route.resource
            let row = try row(
                call, table, try call.recordID(), right: action.route.right ?? "read", tx)
            if call.endpoint.isWrite { try Preconditions.check(call, row, isRequired: false) }
        } else if call.endpoint.isWrite {
            try Preconditions.checkNew(call)
        }
        var fields = action.form.blank()
        let input = try input(of: call, action, tx)
        let faults = try input.apply(to: &fields, .create, in: tx)
        guard faults.isEmpty else {
            throw action.route.method == .get || call.endpoint.dialect.takesForms
                ? QueryInput.bad(faults[0]) : Problem.invalid(faults)
        }
        return try action.run(tx, call, consume fields, input.members)
    }

    /// A body, or for `GET` the query parameters, read as the action's fields.
    private func input(of call: Call, _ action: AnyAction, _ tx: Transaction) throws -> Input {
        let parser = FilterParser(action.form, call.access, call.customFields, now: tx.now)
        if action.route.method != .get, call.endpoint.dialect.takesForms {
            return try QueryInput.read(call.form, action.form, parser)
        }
        guard action.route.method == .get else {
            let body = try call.body ?? JSONDocument(Array("{}".utf8)).root
            return call.hashing(
                Input(
                    body, for: action.form, custom: call.customFields,
                    isLenient: call.isLenient))
        }
        return try QueryInput.read(call.query, action.form, parser)
    }
}

extension Problem {
    /// A verb that the record's status does not allow.
    package static func cannot(
        _ verb: String, _ table: Table, _ machine: StateMachine, from: String
    ) -> Problem {
        let allowed = machine.verbs(from: from)
        let to = machine.transitions.first { $0.verb == verb }?.to ?? from
        return Problem(
            .illegalTransition,
            "The \(table.noun) is \(from), which allows "
                + (allowed.isEmpty ? "nothing more." : allowed.joined(separator: ", ") + "."),
            extras: [
                ("from", .text(from)), ("to", .text(to)),
                ("allowed", .array(allowed.map { .text($0) })),
            ])
    }
}

extension Resource {
    /// Throws `illegal_transition` unless the record's status allows a verb.
    package static func check(_ verb: String, on record: Record<Self>) throws {
        guard let machine = table.machine, let field = table.status else {
            preconditionFailure("\(name) has no status")
        }
        let from = String(cell: record.row[field])
        guard machine.target(of: verb, from: from) == nil else { return }
        throw Problem.cannot(verb, table, machine, from: from)
    }
}
