import Schema
import Store
import Testing
import TratoTesting

/// One resource on a server of its own.
struct Subject {
    let server: TestServer
    let table: Table
    let maker: Maker

    init(_ name: String) throws {
        server = try TestServer()
        table = Resources[name]
        maker = Maker(server)
    }

    var admin: Client { server.admin }
    var path: String { "/v1/\(table.name)" }

    func make(_ members: JSONValue = [:]) throws -> JSONValue { try maker.make(table, members) }

    /// Some records, oldest first.
    func make(count: Int) throws -> [JSONValue] {
        try (0..<count).map { _ in
            server.time.advance(milliseconds: 1)
            return try make()
        }
    }

    func minimalBody() throws -> JSONValue { try maker.minimalBody(for: table) }

    func address(_ record: JSONValue) -> String { "\(path)/\(record["id"].string ?? "")" }

    func get(_ record: JSONValue) -> TestResponse { admin.get(address(record)) }

    /// Changes a record as whoever has read it would.
    @discardableResult
    func patch(_ record: JSONValue, _ body: JSONValue) -> TestResponse {
        admin.patch(address(record), body, match: get(record).etag)
    }

    @discardableResult
    func delete(_ record: JSONValue) -> TestResponse {
        admin.delete(address(record), match: get(record).etag)
    }

    func ids(_ query: String) -> [String] {
        admin.all("\(path)?\(query)").compactMap { $0["id"].string }
    }

    /// How many records there are, deleted ones included.
    func stored() throws -> Int64 {
        let name = table.sqlName
        return try server.read { tx in
            try tx.first(text: "SELECT COUNT(*) FROM \(name)") { $0.integer(0) } ?? 0
        }
    }

    /// The audit entries of one record, oldest first.
    func audit(_ record: JSONValue) -> [JSONValue] {
        admin.get("/v1/audit-entries?limit=500&record_id=\(record["id"].string ?? "")").data
            .reversed()
    }

    /// Writes a column behind the rules' backs.
    func set(_ field: FieldSpec, _ cell: Cell, of record: JSONValue) throws {
        guard let id = RecordID(record["id"].string ?? "") else { return }
        let sql = "UPDATE \(table.sqlName) SET \(field.name) = ? WHERE id = ?"
        try server.tx { tx in _ = try tx.execute(text: sql, [cell, id.cell]) }
    }
}

/// Percent-encodes everything that is not unreserved.
func encoded(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
            out.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            let hexadecimal = String(byte, radix: 16, uppercase: true)
            out += "%" + (byte < 16 ? "0" : "") + hexadecimal
        }
    }
    return out
}
