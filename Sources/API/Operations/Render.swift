import HTTP
import JSON
import Schema
import Store

/// A response, and what conditions of a request are held against.
private struct Rendered {
    var response: Response
    /// What stands between the quotes of `ETag`.
    var tag: String?
    var modified: Instant?
}

/// From an answer to a response, in the transaction that made it.
extension Executor {
    func render(_ answer: Answer, _ call: Call, _ tx: Transaction) throws -> Response {
        let rendered = try content(of: answer, call, tx)
        var response = rendered.response
        if let tag = rendered.tag, !answer.headers.contains(where: { "\($0.name)" == "ETag" }) {
            response.add("ETag", "\"\(tag)\"")
        }
        for (name, value) in answer.headers { response.add(name, value) }
        response.isSecret = !answer.secrets.isEmpty
        // What is included has no say in the record's version.
        guard call.request.isConditional, !call.endpoint.isWrite, response.status == 200,
            call.request.method != .post, call.parameter("include") == nil
        else { return response }
        return try Preconditions(call.request, tag: rendered.tag, modified: rendered.modified)
            .answer(response)
    }

    private func content(
        of answer: Answer, _ call: Call, _ tx: Transaction
    ) throws -> Rendered {
        switch answer.content {
        case .nothing: return Rendered(response: Response(answer.status))
        case .fixed(let content): return Rendered(response: content.response, tag: content.tag)
        case .value(let value):
            return Rendered(
                response: Response(answer.status, body: value.encoded, type: "application/json"))
        case .list(let query): return Rendered(response: try renderList(query, call, tx))
        case .records(let table, let ids):
            return Rendered(response: try renderRecords(table, ids, answer, tx))
        case .record(let table, let id): return try renderRecord(answer, table, id, call, tx)
        case .stored(let row): return try renderStored(answer, row, call, tx)
        case .rows(let table, let collection, let parent):
            return try renderRows(table, collection, parent, nil, answer, call, tx)
        case .row(let table, let collection, let parent, let id):
            return try renderRows(table, collection, parent, id, answer, call, tx)
        }
    }

    private func renderRecord(
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
            if isRead { try self.checkSight(table, row, call, tx) }
        }
        guard isFound else { throw Problem.notFound(table.singular) }
        return finish(json, answer, version, Instant(milliseconds: modified))
    }

    /// The record as everybody who may see it sees it.
    private func renderShared(
        _ answer: Answer, _ table: Table, _ id: RecordID, _ call: Call, _ tx: Transaction
    ) throws -> Rendered {
        var modified: Int64 = 0
        let found = try Renderer(tx).record(table, id) { row in
            modified = row.integer(CommonFields.updatedAt)
            try checkSight(table, row, call, tx)
        }
        guard let found else { throw Problem.notFound(table.singular) }
        return Rendered(
            response: Response(answer.status, body: found.bytes, type: "application/json"),
            tag: "\(found.version)", modified: Instant(milliseconds: modified))
    }

    private func renderStored(
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
            tag: "\(version)", modified: modified)
    }

    private func checkSight(
        _ table: Table, _ row: Statement, _ call: Call, _ tx: Transaction
    ) throws {
        guard let sight = call.access.sight("read", on: table.name) else {
            throw Problem(.forbidden, "Your role may not read \(table.name).")
        }
        if table.isOwned, sight != .all,
            !call.access.covers(
                owner: row.cell(CommonFields.ownerID), team: row.cell(CommonFields.teamID), sight)
        {
            throw Problem.notFound(table.singular)
        }
        if let reference = table.sightThrough,
            try !tx.isVisible(reference, of: row.cell(reference.ordinal))
        {
            throw Problem.notFound(table.singular)
        }
        if !row.isNull(CommonFields.deletedAt), call.parameter("deleted") != "include" {
            throw Problem.wasDeleted(table)
        }
    }

    /// Parameters that shape one record's answer; others are refused.
    private func plan(for table: Table, _ call: Call) throws -> Plan {
        guard !call.query.isEmpty,
            !(call.endpoint.isWrite && call.isDryRun && call.query.count == 1)
        else { return table.recordPlan }
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
            default: throw ListParameters.bad(name, "There is no parameter \(name).")
            }
        }
        if fields == nil, include == nil { return table.recordPlan }
        return try Plan(
            table, try Selection(fields: fields, include: include), withCollections: true)
    }

    private func renderList(
        _ query: ListQuery, _ call: Call, _ tx: Transaction
    ) throws -> Response {
        // What most records take, so that the text is not moved again and again while it grows.
        var json = JSONWriter(capacity: min(query.limit, 100) * 1024)
        json.beginObject()
        json.key("data")
        let result = try query.run(tx, to: &json)
        json.key("next_cursor")
        if let cursor = result.nextCursor { json.string(cursor) } else { json.null() }
        if let count = result.count {
            json.key("count")
            json.integer(count)
        }
        json.endObject()
        var response = Response(200, body: json.finish(), type: "application/json")
        if let cursor = result.nextCursor, call.request.method != .post {
            response.add("Link", "<\(next(call, cursor))>; rel=\"next\"")
        }
        return response
    }

    private func renderRecords(
        _ table: Table, _ ids: [RecordID], _ answer: Answer, _ tx: Transaction
    ) throws -> Response {
        let objects = try Renderer(tx).objects(table.recordPlan, ids: ids)
        var json = JSONWriter(capacity: 16_384)
        json.beginObject()
        json.key("data")
        json.beginArray()
        for id in ids {
            if let object = objects[id] { json.raw(object) }
        }
        json.endArray()
        for (name, value) in answer.extras {
            json.key(name)
            value.write(to: &json)
        }
        json.endObject()
        return Response(answer.status, body: json.finish(), type: "application/json")
    }

    /// The same list with another cursor, RFC 8288.
    private func next(_ call: Call, _ cursor: String) -> String {
        let others = call.query.filter { $0.name != "cursor" }.map {
            "\(PercentCoding.encode($0.name))=\(PercentCoding.encode($0.value))"
        }
        return "\(call.target)?" + (others + ["cursor=\(cursor)"]).joined(separator: "&")
    }

    private func renderRows(
        _ table: Table, _ collection: OwnedSpec, _ parent: RecordID, _ id: RecordID?,
        _ answer: Answer, _ call: Call, _ tx: Transaction
    ) throws -> Rendered {
        try call.refuseParameters()
        let owner = try row(call, table, parent, right: "read", tx)
        let digits = owner.currency?.digits ?? 2
        let child = collection.table
        var condition = "parent_id = ?"
        if id != nil { condition += " AND id = ?" }
        let columns = child.fields.map(\.name).joined(separator: ", ")
        let sql = "SELECT \(columns) FROM \(child.sqlName) WHERE \(condition) ORDER BY position"
        var json = JSONWriter(capacity: 2048)
        if id == nil {
            json.beginObject()
            json.key("data")
            json.beginArray()
        }
        let plan = child.recordPlan
        let (count, _) = try Renderer(tx).rows(
            plan, text: sql, [parent.cell] + (id.map { [$0.cell] } ?? []), parentDigits: digits,
            to: &json)
        if id == nil {
            json.endArray()
            json.key("next_cursor")
            json.null()
            json.endObject()
        } else if count == 0 {
            throw Problem.notFound(child.singular)
        }
        return Rendered(
            response: Response(answer.status, body: json.finish(), type: "application/json"),
            tag: "\(owner.version)",
            modified: owner.updatedAt)
    }
}
