import HTTP
import JSON
import Schema
import Store

/// A response, and what conditions of a request are held against.
struct Rendered {
    var response: Response
    var tag: Tag?
    var modified: Instant?
}

/// What stands between the quotes of `ETag`.
enum Tag {
    case version(Int64)
    case content(String)

    var text: String {
        switch self {
        case .version(let version): "\(version)"
        case .content(let text): text
        }
    }
}

/// From an answer to a response, in the transaction that made it.
extension Executor {
    func render(_ answer: Answer, _ call: Call, _ tx: Transaction) throws -> Response {
        var rendered = try content(of: answer, call, tx)
        let isTagged = answer.headers.contains { "\($0.name)" == "ETag" }
        for (name, value) in answer.headers { rendered.response.add(name, value) }
        rendered.response.isSecret = !answer.secrets.isEmpty
        return try finish(rendered, isTagged: isTagged, call)
    }

    func finish(_ rendered: Rendered, isTagged: Bool, _ call: Call) throws -> Response {
        var response = rendered.response
        switch rendered.tag {
        case _ where isTagged: break
        case .version(let version): response.add(tag: version)
        case .content(let text): response.add("ETag", "\"\(text)\"")
        case nil: break
        }
        // What is included has no say in the record's version.
        guard call.request.isConditional, !call.endpoint.isWrite, response.status == 200,
            call.request.method != .post, call.parameter("include") == nil
        else { return response }
        let conditions = Preconditions(
            call.request, tag: rendered.tag?.text, modified: rendered.modified)
        return try conditions.answer(response)
    }

    private func content(
        of answer: Answer, _ call: Call, _ tx: Transaction
    ) throws -> Rendered {
        switch answer.content {
        case .nothing: return Rendered(response: Response(answer.status))
        case .fixed(let content):
            return Rendered(response: content.response, tag: .content(content.tag))
        case .made(let make):
            var rendition = try make()
            if answer.status != 200 { rendition.status = answer.status }
            return Rendered(response: rendition.response)
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
            next(call, cursor).withUnsafeBufferPointer { response.add("Link", bytes: $0) }
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

    /// The same list with another cursor, RFC 8288: the items of the query as the client wrote them.
    private func next(_ call: Call, _ cursor: String) -> [UInt8] {
        var link: [UInt8] = []
        let path = call.request.path
        let query = call.request.query ?? []
        link.reserveCapacity(path.count + query.count + cursor.utf8.count + 32)
        link.append(UInt8(ascii: "<"))
        link += path
        link.append(UInt8(ascii: "?"))
        for (item, read) in zip(query.split(separator: UInt8(ascii: "&")), call.query)
        where read.name != "cursor" {
            link += item
            link.append(UInt8(ascii: "&"))
        }
        link += "cursor=".utf8
        link += cursor.utf8
        link += ">; rel=\"next\"".utf8
        return link
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
            tag: .version(owner.version),
            modified: owner.updatedAt)
    }
}
