import HTTP
import Schema
import Store

/// `Idempotency-Key`, draft-ietf-httpapi-idempotency-key-header: the same request again has the same answer and no
/// second effect, because the answer is stored in the transaction that had the effect.
///
/// Writes run one after the other, so a second request with a key always finds the first one finished or not begun.
enum Idempotency {
    struct Key: Sendable {
        let credential: RecordID
        let target: String
        let key: String
        let fingerprint: String

        /// Nil when the request has no key; throws when it cannot be one.
        init?(_ call: Call) throws {
            guard let text = try Self.text(of: call.request) else { return nil }
            key = text
            credential = call.access.credentialID ?? RecordID(high: 0, low: 0)
            target = "\(call.request.method.name) \(call.target)"
            let body = call.fingerprint ?? Digest.sha256(call.request.body).hexadecimal
            let query = call.request.query.map { Array($0) } ?? []
            // What is asked for in the query is as much of a request as its body is.
            fingerprint =
                query.isEmpty
                ? body : Digest.sha256(Array("\(body)?".utf8) + query).hexadecimal
        }

        /// The key that a request names; throws when it is not printable ASCII of at most 255 characters.
        static func text(of request: Request) throws -> String? {
            guard let given = request.header("idempotency-key") else { return nil }
            let text = unquoted(given)
            guard (1...255).contains(text.utf8.count),
                text.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
            else {
                throw Problem(
                    .badParameter, "Idempotency-Key has 1 to 255 printable ASCII characters.")
            }
            guard request.headerLines("idempotency-key") == 1 else {
                throw Problem(.badParameter, "Idempotency-Key stands twice.")
            }
            return text
        }

        /// The draft's structured-field string, or the bare text that most clients send.
        private static func unquoted(_ text: String) -> String {
            guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
            return String(text.dropFirst().dropLast())
        }

        func replay(in tx: Transaction) throws -> Response? {
            let stored = try tx.first(
                Statements.find, [credential.cell, .text(target), .text(key)]
            ) {
                (
                    fingerprint: $0.text(0), status: Int($0.integer(1)), head: $0.text(2),
                    body: $0.text(3)
                )
            }
            guard let stored else { return nil }
            guard stored.fingerprint == fingerprint else {
                throw Problem(
                    .idempotencyKeyReused,
                    "This key was used with another body or query; use a new one.")
            }
            var response = Response(stored.status, body: Array(stored.body.utf8))
            response.head = Array(stored.head.utf8)
            response.add("Idempotency-Replayed", "true")
            return response
        }

        func store(_ response: Response, in tx: Transaction) throws {
            try tx.execute(
                Statements.insert,
                [
                    credential.cell, .text(target), .text(key), .text(fingerprint),
                    .integer(Int64(response.status)),
                    .text(String(decoding: response.head, as: UTF8.self)),
                    .text(String(decoding: response.body, as: UTF8.self)), tx.now.cell,
                ])
        }
    }

    /// Forgets keys whose time is over.
    static func removeExpired(_ tx: Transaction) throws {
        let days = tx.settings.idempotencyRetentionDays
        try tx.execute(
            Statements.delete, [tx.now.adding(seconds: -days * 86_400).cell])
    }

    private enum Statements {
        static let find = SQL(
            """
            SELECT fingerprint, status, head, body FROM idempotency_keys
            WHERE credential_id = ? AND target = ? AND key = ?
            """)
        static let insert = SQL(
            """
            INSERT INTO idempotency_keys (credential_id, target, key, fingerprint, status, head, body, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        static let delete = SQL("DELETE FROM idempotency_keys WHERE created_at < ?")
    }
}
