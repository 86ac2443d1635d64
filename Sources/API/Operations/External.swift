import JSON
import Schema
import Store

// Records by another system's key. Its messages may come twice and in any order: one that says what is stored changes
// nothing, and one that is older than what was taken already is answered with a note and has no effect.

extension Executor {
    func readExternal(_ call: Call, _ table: Table, _ tx: Transaction) throws -> Answer {
        let message = try ExternalMessage(call, now: tx.now)
        guard let id = try tx.recordID(of: table, message.key) else {
            throw Problem.notFound(table.singular)
        }
        return .record(table, id)
    }

    /// Creates or changes; the other system's word on its own record needs no `If-Match`, but one that is sent holds.
    func putExternal(_ call: Call, _ table: Table, _ tx: Transaction) throws -> Answer {
        let message = try ExternalMessage(call, now: tx.now)
        tx.speak(for: message.key.system, of: table, message.occurrence)
        let input = try call.input(for: table)
        switch try put(
            input, table, message, tx,
            match: { before in
                guard let before else { return try self.refuseMatch(call) }
                try Preconditions.check(call, before, isRequired: false)
            })
        {
        case .created(let row): return .created(row)
        case .changed(let row): return .stored(row)
        case .unchanged(let row):
            var answer = Answer.stored(row)
            answer.headers.append(("Trato-Unchanged", "true"))
            return answer
        case .ignored(let row, let latest): return ignored(message, latest, row)
        case .gone: return Self.overtaken
        }
    }

    /// Deletes; again it changes nothing.
    func deleteExternal(_ call: Call, _ table: Table, _ tx: Transaction) throws -> Answer {
        let message = try ExternalMessage(call, now: tx.now)
        guard let known = try tx.known(table, message.key) else {
            return try deleteUnknown(call, table, message, tx)
        }
        tx.speak(for: message.key.system, of: table, message.occurrence)
        let row = try row(call, table, known.record, right: "delete", tx, deleted: true)
        if let latest = message.overtaken(by: known) { return ignored(message, latest, row) }
        try Preconditions.check(call, row, isRequired: false)
        var answer = Answer.nothing
        if row.isDeleted {
            answer.headers.append(("Trato-Unchanged", "true"))
        } else {
            try tx.delete(row)
        }
        if let occurrence = message.occurrence { try tx.note(occurrence, of: table, message.key) }
        return answer
    }

    /// Remembers that what is not known yet was deleted, so that an older message which comes later does not make it.
    ///
    /// That takes the sight of all such records: to others a key that is free looks like one that they may not see.
    private func deleteUnknown(
        _ call: Call, _ table: Table, _ message: ExternalMessage, _ tx: Transaction
    ) throws -> Answer {
        guard let occurrence = message.occurrence, table.sightThrough == nil,
            call.access.sight("read", on: table.name) == .all,
            call.access.sight("delete", on: table.name) == .all
        else { throw Problem.notFound(table.singular) }
        try refuseMatch(call)
        let known = try tx.deletion(table, message.key)
        if let known, occurrence.isOlder(than: known) { return Self.overtaken }
        if known != occurrence { try tx.remember(deletion: occurrence, of: table, message.key) }
        var answer = Answer.nothing
        answer.headers.append(("Trato-Unchanged", "true"))
        return answer
    }

    /// Says that a message is older than the deletion of what there never was, so there is no record to show.
    private static var overtaken: Answer {
        var answer = Answer.nothing
        answer.headers.append(("Trato-Unchanged", "true"))
        answer.headers.append(("Trato-Ignored", "out_of_order"))
        return answer
    }

    /// What came of a message.
    enum Upsert {
        case created(Row)
        case changed(Row)
        case unchanged(Row)
        /// Something newer was taken before.
        case ignored(Row, Occurrence)
        /// It was deleted later than that, before it was ever here.
        case gone
    }

    /// Brings a record to what another system says of it; `match` is asked before anything changes, with nil for a new
    /// one.
    func put(
        _ body: Input, _ table: Table, _ message: ExternalMessage, _ tx: Transaction,
        match: (Row?) throws -> Void = { _ in }
    ) throws -> Upsert {
        let key = message.key
        var input = body
        // The key of the address stays among the external ids whatever the body lists.
        if let index = input.cells.firstIndex(where: { $0.field.name == "external_ids" }) {
            input.cells[index].cell = ExternalID.adding(key, to: input.cells[index].cell)
        }
        guard let known = try tx.known(table, key) else {
            try match(nil)
            return try make(input, table, message, tx)
        }
        let isLater = message.occurrence != nil && message.occurrence != known.latest
        var before = try row(
            table, known.record, right: table.traits.contains(.appendOnly) ? "create" : "update",
            tx, deleted: true)
        if let latest = message.overtaken(by: known) { return .ignored(before, latest) }
        try match(before)
        let version = before.version
        if before.isDeleted { before = try revive(before, message, tx) }
        let after = try bring(before, to: input, tx)
        if isLater, let occurrence = message.occurrence {
            try tx.note(occurrence, of: table, key)
        }
        return after.version == version ? .unchanged(after) : .changed(after)
    }

    private func make(
        _ input: Input, _ table: Table, _ message: ExternalMessage, _ tx: Transaction
    ) throws -> Upsert {
        let key = message.key
        let deletion = try tx.deletion(table, key)
        if let deletion, let occurrence = message.occurrence, occurrence.isOlder(than: deletion) {
            return .gone
        }
        let row = try insert(input, table, tx) { row in
            guard let field = table.field("external_ids") else { return }
            row[field] = ExternalID.adding(key, to: row[field])
        }
        if let latest = message.occurrence ?? deletion { try tx.note(latest, of: table, key) }
        if deletion != nil { try tx.forgetDeletion(of: table, key) }
        return .created(row)
    }

    private func revive(_ row: Row, _ message: ExternalMessage, _ tx: Transaction) throws -> Row {
        guard message.restores, !row.table.traits.contains(.final) else {
            throw Problem.wasDeleted(row.table)
        }
        guard try isVisible(row, "delete", tx.access, tx) else {
            throw Problem(.forbidden, "Your role may not restore this \(row.table.singular).")
        }
        return try tx.restore(row)
    }

    /// Rows that only grow are as they are: a message that says so is a repeat.
    private func bring(_ before: Row, to input: Input, _ tx: Transaction) throws -> Row {
        guard before.table.traits.contains(.appendOnly) else {
            return try change(before, by: input, .upsert, tx)
        }
        var changed = before
        let faults = try input.apply(to: &changed, .upsert, in: tx)
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        guard changed == before else {
            throw Problem(
                .notEditable, "What \(before.table.name) hold never changes; send a new one.")
        }
        return before
    }

    private func refuseMatch(_ call: Call) throws {
        guard call.request.header("if-match") != nil else { return }
        throw Problem(
            .staleVersion, "There is no such record yet, so no version of it matches.")
    }

    /// The record as it is, with a note of why the message had no effect.
    private func ignored(
        _ message: ExternalMessage, _ latest: Occurrence, _ row: Row
    ) -> Answer {
        var note: [(String, Value)] = [
            ("reason", "out_of_order"), ("latest_at", .text(latest.at.text)),
        ]
        if let sequence = latest.sequence { note.append(("latest_sequence", .integer(sequence))) }
        if row.isDeleted { note.append(("is_deleted", .boolean(true))) }
        var answer = Answer.stored(row).with("ignored", .object(note))
        answer.headers.append(("Trato-Unchanged", "true"))
        answer.headers.append(("Trato-Ignored", "out_of_order"))
        return answer
    }
}

extension ExternalMessage {
    /// What was taken already and is newer than this.
    fileprivate func overtaken(by known: KnownKey) -> Occurrence? {
        guard let occurrence, let latest = known.latest, occurrence.isOlder(than: latest) else {
            return nil
        }
        return latest
    }
}

extension Transaction {
    /// From here on a system says how its records of a resource are.
    func speak(for system: String, of table: Table, _ occurrence: Occurrence?) {
        attached.source = Source(
            system: system, resource: table.name, version: occurrence?.sequence.map { "\($0)" })
    }
}
