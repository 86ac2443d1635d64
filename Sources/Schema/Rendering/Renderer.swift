// From statement columns to JSON bytes, with nothing in between.
//
// A flat plan writes each row straight into the answer while the statement steps. A plan with collections or includes
// writes each row's own columns into a scratch buffer, notes where the object would close and which ids it refers to,
// fetches what belongs to all rows with one statement per collection and per reference (never one per row), and then
// puts the pieces together. Ids that repeat are fetched once.

import JSON
import Store

package struct Renderer {
    let tx: Transaction

    package init(_ tx: Transaction) { self.tx = tx }

    /// Writes one object per row of a statement that selects all columns of the plan's table, in order.
    ///
    /// `limit` rows at most are written; `last` sees the last of them and `more` says whether there are others.
    package func rows(
        _ plan: Plan, text sql: String, _ cells: [Cell], limit: Int = .max, parentDigits: Int = 2,
        to json: inout JSONWriter, last: (Statement) -> Void = { _ in }
    ) throws -> (count: Int, more: Bool) {
        if plan.isFlat {
            return try flat(plan, sql, cells, limit, parentDigits, &json, last)
        }
        var page = Page()
        var more = false
        try tx.connection.use(text: sql) { statement in
            try statement.bind(cells)
            while try statement.step() {
                if page.rows.count == limit {
                    more = true
                    break
                }
                page.add(statement, plan, parentDigits)
                if page.rows.count == limit { last(statement) }
            }
        }
        try finish(page, plan, &json)
        return (page.rows.count, more)
    }

    private func flat(
        _ plan: Plan, _ sql: String, _ cells: [Cell], _ limit: Int, _ parentDigits: Int,
        _ json: inout JSONWriter, _ last: (Statement) -> Void
    ) throws -> (count: Int, more: Bool) {
        var count = 0
        var more = false
        // The closure cannot borrow a writer that is not copyable, so it owns it for the while.
        var writer = JSONWriter(capacity: 0)
        swap(&writer, &json)
        defer { swap(&writer, &json) }
        try tx.connection.use(text: sql) { statement in
            try statement.bind(cells)
            while try statement.step() {
                if count == limit {
                    more = true
                    break
                }
                writer.beginObject()
                plan.write(statement, digits: plan.digits(statement, parentDigits), to: &writer)
                writer.endObject()
                count += 1
                if count == limit { last(statement) }
            }
        }
        return (count, more)
    }

    /// Writes one record; false when there is none.
    ///
    /// `check` sees the row first and may throw.
    package func record(
        _ plan: Plan, _ id: RecordID, to json: inout JSONWriter,
        check: (Statement) throws -> Void
    ) throws -> Bool {
        var page = Page()
        try tx.query(plan.table.statements.find, [id.cell]) { row in
            try check(row)
            page.add(row, plan, 2)
        }
        try finish(page, plan, &json)
        return !page.rows.isEmpty
    }

    /// One record as the table's record plan shows it; nil when there is none.
    ///
    /// `check` sees its head and the leading columns first and may throw.
    package func record(
        _ table: Table, _ id: RecordID, check: (RecordHead, Statement) throws -> Void
    ) throws -> (head: RecordHead, bytes: [UInt8])? {
        let plan = table.recordPlan
        let head = try tx.first(table.statements.head, [id.cell]) { row in
            let head = RecordHead(row, table)
            try check(head, row)
            return head
        }
        guard let head else { return nil }
        let cache = cache(plan)
        if let known = cache?.find(plan, id, version: head.version) {
            cache?.note(head, commits: tx.commits, plan, id)
            return (head, known)
        }
        var json = JSONWriter(capacity: 1024)
        _ = try record(plan, id, to: &json) { _ in }
        let bytes = json.finish()
        cache?.keep(bytes, plan, id, version: head.version)
        cache?.note(head, commits: tx.commits, plan, id)
        return (head, bytes)
    }

    func cache(_ plan: Plan) -> EncodedRecords? {
        plan.table.isVersioned ? tx.attached.encoded : nil
    }

    /// Writes the records that a statement names by id and version, in its order: from memory where they are known.
    ///
    /// `last` sees the last of them and `more` says whether there are others.
    func named(
        _ plan: Plan, _ cache: EncodedRecords, text sql: String, _ cells: [Cell], limit: Int,
        to json: inout JSONWriter, last: (Statement) -> Void
    ) throws -> (count: Int, more: Bool) {
        var found: [(id: RecordID, version: Int64, bytes: [UInt8]?)] = []
        found.reserveCapacity(limit)
        var more = false
        try tx.connection.use(text: sql) { statement in
            try statement.bind(cells)
            while try statement.step() {
                if found.count == limit {
                    more = true
                    break
                }
                let id = RecordID(statement.uuid(0))
                let version = statement.integer(1)
                found.append((id, version, cache.find(plan, id, version: version)))
                if found.count == limit { last(statement) }
            }
        }
        if found.contains(where: { $0.bytes == nil }) {
            let missing = found.filter { $0.bytes == nil }
            let made = try encode(missing.map(\.id), plan)
            for (index, row) in found.enumerated() where row.bytes == nil {
                guard let bytes = made[row.id] else {
                    preconditionFailure("a row has left its snapshot")
                }
                found[index].bytes = bytes
                cache.keep(bytes, plan, row.id, version: row.version)
            }
        }
        json.reserve(found.reduce(0) { $0 + ($1.bytes?.count ?? 0) + 1 })
        for row in found {
            if let bytes = row.bytes { json.raw(bytes) }
        }
        return (found.count, more)
    }

    private func encode(_ ids: [RecordID], _ plan: Plan) throws -> [RecordID: [UInt8]] {
        let (condition, cells) = IDList.condition("id", ids)
        let sql =
            "SELECT \(plan.table.statements.columns) FROM \(plan.table.sqlName) WHERE \(condition)"
        var page = Page()
        try tx.query(text: sql, cells) { page.add($0, plan, 2) }
        return Dictionary(
            uniqueKeysWithValues: zip(page.rows.map(\.id), try pieces(page, plan)))
    }

    /// The encoded objects of some records that the caller may see, by id.
    package func objects(
        _ plan: Plan, ids: [RecordID], deleted: Bool = false
    ) throws -> [RecordID: [UInt8]] {
        var found: [RecordID: [UInt8]] = [:]
        var rest = ids[...]
        while !rest.isEmpty {
            let chunk = Array(rest.prefix(500))
            rest = rest.dropFirst(500)
            guard let (sighted, cells) = sighted(plan.table, chunk) else { continue }
            let isLive = !deleted && !plan.table.isChild
            let condition = isLive ? sighted + " AND deleted_at IS NULL" : sighted
            var page = Page()
            let sql =
                "SELECT \(plan.table.statements.columns) FROM \(plan.table.sqlName) WHERE \(condition)"
            try tx.query(text: sql, cells) { page.add($0, plan, 2) }
            for (row, bytes) in zip(page.rows, try pieces(page, plan)) { found[row.id] = bytes }
        }
        return found
    }

    // MARK: Pages with parts

    private func finish(_ page: Page, _ plan: Plan, _ json: inout JSONWriter) throws {
        for piece in try pieces(page, plan) { json.raw(piece) }
    }

    private func pieces(_ page: Page, _ plan: Plan) throws -> [[UInt8]] {
        var parts: [[(key: [UInt8], bytes: [UInt8])]] = page.rows.map { _ in [] }
        for collection in plan.collections {
            let arrays = try children(of: page, collection)
            for (index, row) in page.rows.enumerated() {
                parts[index].append((collection.key, arrays[row.id] ?? Array("[]".utf8)))
            }
        }
        for (place, reference) in plan.references.enumerated() {
            let wanted = Set(page.rows.compactMap { $0.references[place] })
            let found = try objects(reference.plan, ids: Array(wanted), deleted: true)
            for (index, row) in page.rows.enumerated() {
                let bytes = row.references[place].flatMap { found[$0] }
                parts[index].append((reference.key, bytes ?? Array("null".utf8)))
            }
        }
        let encoded = page.finish()
        return zip(page.rows, parts).map { row, parts in
            var json = JSONWriter(capacity: row.range.count + 256)
            encoded.withUnsafeBufferPointer {
                json.raw(UnsafeBufferPointer(rebasing: $0[row.range]))
            }
            // The object is open still: its brace comes after the parts.
            for (key, bytes) in parts {
                json.key(encoded: key)
                json.raw(bytes)
            }
            json.endObject()
            return json.finish()
        }
    }

    /// The encoded arrays of one collection for all rows of a page, by parent.
    private func children(
        of page: Page, _ collection: Plan.Collection
    ) throws -> [RecordID: [UInt8]] {
        let digits = Dictionary(uniqueKeysWithValues: page.rows.map { ($0.id, $0.digits) })
        let table = collection.plan.table
        var groups: [(parent: RecordID, page: Page)] = []
        var rest = page.rows.map(\.id)[...]
        while !rest.isEmpty {
            let (condition, cells) = IDList.condition("parent_id", Array(rest.prefix(500)))
            rest = rest.dropFirst(500)
            let sql = """
                SELECT \(table.statements.columns) FROM \(table.sqlName)
                WHERE \(condition) ORDER BY parent_id, position
                """
            try tx.query(text: sql, cells) { row in
                let parent = RecordID(row.uuid(CommonFields.parentID))
                if groups.last?.parent != parent { groups.append((parent, Page())) }
                groups[groups.count - 1].page.add(row, collection.plan, digits[parent] ?? 2)
            }
        }
        var arrays: [RecordID: [UInt8]] = [:]
        let merged = try piecesTogether(groups.map(\.page), collection.plan)
        for (group, pieces) in zip(groups, merged) {
            var json = JSONWriter()
            json.beginArray()
            for piece in pieces { json.raw(piece) }
            json.endArray()
            arrays[group.parent] = json.finish()
        }
        return arrays
    }

    /// The pieces of several pages at once, so that what their rows refer to is fetched once for all.
    private func piecesTogether(_ pages: [Page], _ plan: Plan) throws -> [[[UInt8]]] {
        if plan.isFlat { return try pages.map { try pieces($0, plan) } }
        var all = Page()
        for page in pages { all.append(page) }
        var rest = try pieces(all, plan)[...]
        return pages.map { page in
            let own = Array(rest.prefix(page.rows.count))
            rest = rest.dropFirst(page.rows.count)
            return own
        }
    }
}

/// Conditions on lists of ids whose text is the same for similar lengths, so that statements stay prepared.
package enum IDList {
    package static func condition(_ column: String, _ ids: [RecordID]) -> (
        sql: String, cells: [Cell]
    ) {
        var size = 1
        while size < ids.count { size *= 2 }
        var cells = ids.map(\.cell)
        if let last = cells.last { cells += Array(repeating: last, count: size - ids.count) }
        let marks = Array(repeating: "?", count: cells.count).joined(separator: ",")
        return ("\(column) IN (\(marks))", cells)
    }
}
