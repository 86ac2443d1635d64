import HTTP
import JSON
import Schema
import Store

/// Answers that are one record.
extension Executor {
    /// A record that is asked for by itself, if the loop knows it and nothing was committed since it was read.
    ///
    /// Nil where the database must be asked.
    func unchanged(_ call: Call, _ records: EncodedRecords, asOf commits: Int?) throws -> Response?
    {
        guard let commits, case .read(let table) = call.endpoint.operation, call.query.isEmpty,
            // Who sees it is for another record to say.
            table.sightThrough == nil, table.sightByResource == nil
        else { return nil }
        let id = try call.recordID()
        guard let found = records.find(table.recordPlan, id, commits: commits) else { return nil }
        try checkSight(table, found.head, call)
        return try finish(shared(200, found.head, found.bytes), isTagged: false, call)
    }

    func renderRecord(
        _ answer: Answer, _ table: Table, _ id: RecordID, _ call: Call, _ tx: Transaction
    ) throws -> Rendered {
        let plan = try plan(for: table, call)
        let isRead = !call.endpoint.isWrite
        if isRead, plan === table.recordPlan, answer.extras.isEmpty {
            return try renderShared(answer, table, id, call, tx)
        }
        var version: Int64 = 0
        var modified: Int64 = 0
        var json = JSONWriter(capacity: 1024)
        let isFound = try Renderer(tx).record(plan, id, to: &json) { row in
            version = row.integer(CommonFields.version)
            modified = row.integer(CommonFields.updatedAt)
            if isRead { try self.checkSight(table, RecordHead(row, table), row, call, tx) }
        }
        guard isFound else { throw Problem.notFound(table.singular) }
        return finish(json, answer, version, Instant(milliseconds: modified))
    }

    /// The record as everybody who may see it sees it.
    private func renderShared(
        _ answer: Answer, _ table: Table, _ id: RecordID, _ call: Call, _ tx: Transaction
    ) throws -> Rendered {
        let found = try Renderer(tx).record(table, id) { head, row in
            try checkSight(table, head, row, call, tx)
        }
        guard let found else { throw Problem.notFound(table.singular) }
        return shared(answer.status, found.head, found.bytes)
    }

    private func shared(_ status: Int, _ head: RecordHead, _ bytes: [UInt8]) -> Rendered {
        Rendered(
            response: Response(status, body: bytes, type: "application/json"),
            tag: .version(head.version), modified: head.modified)
    }

    func renderStored(
        _ answer: Answer, _ row: Row, _ call: Call, _ tx: Transaction
    ) throws -> Rendered {
        let plan = try plan(for: row.table, call)
        guard plan.isSelfContained else {
            return try renderRecord(answer, row.table, row.id, call, tx)
        }
        var json = JSONWriter(capacity: 1024)
        plan.write(row, to: &json)
        return finish(json, answer, row.version, row.updatedAt)
    }

    private func finish(
        _ record: consuming JSONWriter, _ answer: Answer, _ version: Int64, _ modified: Instant
    ) -> Rendered {
        var json = record
        if !answer.extras.isEmpty || !answer.secrets.isEmpty {
            // The object is opened again for what stands beside the record's own members.
            json.truncate(to: json.count - 1)
            for (name, value) in answer.extras + answer.secrets {
                json.key(name)
                value.write(to: &json)
            }
            json.endObject()
        }
        return Rendered(
            response: Response(answer.status, body: json.finish(), type: "application/json"),
            tag: .version(version), modified: modified)
    }

    private func checkSight(
        _ table: Table, _ head: RecordHead, _ row: Statement, _ call: Call, _ tx: Transaction
    ) throws {
        if let reference = table.sightThrough, readSight(on: table, call) != nil,
            try !tx.isVisible(reference, of: row.cell(reference.ordinal))
        {
            throw Problem.notFound(table.singular)
        }
        if let field = table.sightByResource, readSight(on: table, call) != nil,
            !table.isSeen(about: row.cell(field.ordinal), by: call.access)
        {
            throw Problem.notFound(table.singular)
        }
        try checkSight(table, head, call)
    }

    private func checkSight(_ table: Table, _ head: RecordHead, _ call: Call) throws {
        guard let sight = readSight(on: table, call) else {
            throw Problem(.forbidden, "Your role may not read \(table.name).")
        }
        if table.isOwned, sight != .all,
            !call.access.covers(owner: head.owner.cell, team: head.team.cell, sight)
        {
            throw Problem.notFound(table.singular)
        }
        if head.isDeleted, call.parameter("deleted") != "include" {
            throw Problem.wasDeleted(table)
        }
    }

    private func readSight(on table: Table, _ call: Call) -> Sight? {
        if let sight = call.sight, call.endpoint.resource === table, call.endpoint.right == "read" {
            return sight
        }
        return call.access.sight("read", on: table.name)
    }

    /// Parameters that shape one record's answer; others are refused.
    private func plan(for table: Table, _ call: Call) throws -> Plan {
        guard !call.query.isEmpty,
            !(call.endpoint.isWrite && call.isDryRun && call.query.count == 1)
        else { return table.recordPlan }
        if case .importFile = call.endpoint.operation { return table.recordPlan }
        if case .action(let action) = call.endpoint.operation, action.route.method == .get {
            return table.recordPlan
        }
        var fields: String?
        var include: String?
        for (name, value) in call.query {
            switch name {
            case "fields": fields = value
            case "include": include = value
            case "dry_run" where call.endpoint.isWrite: continue
            case "deleted": _ = try ListParameters.deleted(value, call.access)
            case _ where call.endpoint.takesMessage && ExternalMessage.parameters.contains(name):
                continue
            default: throw ListParameters.bad(name, "There is no parameter \(name).")
            }
        }
        if fields == nil, include == nil { return table.recordPlan }
        return try Plan(
            table, try Selection(fields: fields, include: include), withCollections: true)
    }
}
