import Schema
import Store

/// What an endpoint answers; the pipeline renders it in the same transaction.
package struct Answer: Sendable {
    enum Content: Sendable {
        case record(Table, RecordID)
        /// A record as the request has just stored it, so that it need not be read again.
        case stored(Row)
        case row(Table, OwnedSpec, parent: RecordID, RecordID)
        case list(ListQuery)
        case records(Table, [RecordID])
        case rows(Table, OwnedSpec, parent: RecordID)
        case value(Value)
        case fixed(FixedContent)
        /// Made once the transaction is over.
        case made(@Sendable () throws -> Rendition)
        case nothing
    }

    var content: Content
    var status: Int
    /// Members beside the record's own.
    var extras: [(name: String, value: Value)] = []
    /// Members that are shown once and never stored: tokens.
    var secrets: [(name: String, value: Value)] = []
    var headers: [(name: StaticString, value: String)] = []
    /// Written before the answer leaves, of what a worker has made.
    var note: (@Sendable (Rendition, Transaction) throws -> Void)?

    /// A record, as `GET` of its address would show it.
    package static func record<R: Resource>(_ id: ID<R>, status: Int = 200) -> Answer {
        Answer(content: .record(R.table, id.rawValue), status: status)
    }

    package static func record(_ table: Table, _ id: RecordID, status: Int = 200) -> Answer {
        Answer(content: .record(table, id), status: status)
    }

    /// A record that the request made.
    package static func created<R: Resource>(_ id: ID<R>) -> Answer {
        created(R.table, id.rawValue)
    }

    static func created(_ table: Table, _ id: RecordID) -> Answer {
        record(table, id, status: 201).locating(table, id)
    }

    static func created(_ row: Row) -> Answer {
        Answer(content: .stored(row), status: 201).locating(row.table, row.id)
    }

    static func stored(_ row: Row) -> Answer { Answer(content: .stored(row), status: 200) }

    package static func value(_ value: Value, status: Int = 200) -> Answer {
        Answer(content: .value(value), status: status)
    }

    package static func list(_ query: ListQuery) -> Answer {
        Answer(content: .list(query), status: 200)
    }

    /// Those of some records that the caller sees, in this order, under `data`; what is added stands beside it.
    package static func records(_ table: Table, _ ids: [RecordID]) -> Answer {
        Answer(content: .records(table, ids), status: 200)
    }

    /// What is no JSON: `make` runs when the transaction is over, with what was read in it.
    package static func made(_ make: @escaping @Sendable () throws -> Rendition) -> Answer {
        Answer(content: .made(make), status: 200)
    }

    /// Sends a browser to another page, RFC 9110 section 15.4.4.
    package static func seeOther(_ path: String) -> Answer {
        Answer(content: .nothing, status: 303, headers: [("Location", path)])
    }

    /// Writes something about what was made, committed before the answer leaves; of routes that are slow.
    package func noting(
        _ note: @escaping @Sendable (Rendition, Transaction) throws -> Void
    ) -> Answer {
        var answer = self
        answer.note = note
        return answer
    }

    static func fixed(_ content: FixedContent) -> Answer {
        Answer(content: .fixed(content), status: 200)
    }

    package static let nothing = Answer(content: .nothing, status: 204)

    /// Names a record that the request made beside the one it answers: RFC 9110 section 10.2.2.
    package func locating<R: Resource>(_ id: ID<R>) -> Answer { locating(R.table, id.rawValue) }

    private func locating(_ table: Table, _ id: RecordID) -> Answer {
        var answer = self
        answer.headers.append(("Location", "/v1/\(table.name)/\(id.text)"))
        return answer
    }

    package func with(_ name: String, _ value: Value) -> Answer {
        var answer = self
        answer.extras.append((name, value))
        return answer
    }

    /// Adds a member that is shown this once.
    package func withSecret(_ name: String, _ value: Value) -> Answer {
        var answer = self
        answer.secrets.append((name, value))
        return answer
    }
}
