import CSQLite

/// A function of SQL that makes a text of a text.
package typealias TextFunction = @Sendable (String, Connection) throws -> String

extension Connection {
    /// Lets the statements of this connection use a function, until it is closed.
    func define(_ name: String, _ body: @escaping TextFunction) throws(StoreError) {
        let definition = Unmanaged.passRetained(Definition(body, self)).toOpaque()
        let code = sqlite3_create_function_v2(
            handle, name, 1, SQLITE_UTF8 | SQLITE_DIRECTONLY, definition,
            { context, _, values in
                guard let values, let body = sqlite3_user_data(context) else { return }
                Unmanaged<Definition>.fromOpaque(body).takeUnretainedValue()
                    .run(context, values[0])
            },
            nil, nil,
            { body in
                if let body { Unmanaged<Definition>.fromOpaque(body).release() }
            })
        guard code == SQLITE_OK else { throw StoreError.last(of: handle, sql: name) }
    }
}

private final class Definition {
    private let body: TextFunction
    // The connection closes its handle, and this with it, before it goes.
    private unowned let connection: Connection

    init(_ body: @escaping TextFunction, _ connection: Connection) {
        self.body = body
        self.connection = connection
    }

    func run(_ context: OpaquePointer?, _ value: OpaquePointer?) {
        guard let bytes = sqlite3_value_text(value) else { return sqlite3_result_null(context) }
        do {
            let text = String(
                decoding: UnsafeBufferPointer(start: bytes, count: Int(sqlite3_value_bytes(value))),
                as: UTF8.self)
            var made = try body(text, connection)
            made.withUTF8 { trato_result_text(context, $0.baseAddress, Int32($0.count)) }
        } catch {
            sqlite3_result_error(context, "\(error)", -1)
        }
    }
}
