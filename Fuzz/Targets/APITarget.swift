import Schema

@testable import HTTP

/// A whole request as it comes from a socket, run by the administrator of a server with records:
/// every answer is one that the caller deserves, and none is our fault.
enum APITarget {
    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        let server = Subject.server
        guard let request = parse(Array(input)) else { return }
        var target = String(decoding: request.path, as: UTF8.self)
        if let query = request.query { target += "?" + String(decoding: query, as: UTF8.self) }
        // Long polls and streams wait for what does not come here.
        guard !target.contains("/changes"), !target.contains("wait=") else { return }
        let answer = server.admin.send(
            request.method, target, headers: headers(of: request.head), bytes: request.body)
        Subject.judge(answer, server)
    }

    /// All fields but the credential, which is the administrator's.
    private static func headers(of head: RequestHead) -> [(String, String)] {
        head.fields.map { field in
            let name = head.bytes[Int(field.name)..<Int(field.name) + Int(field.nameCount)]
            return (
                String(decoding: name, as: UTF8.self),
                String(decoding: head.bytes[field.valueRange], as: UTF8.self)
            )
        }.filter { $0.0.lowercased() != "authorization" }
    }

    private static func parse(_ bytes: [UInt8]) -> Request? {
        let context = ReaderContext(limits: Limits())
        var reader = RequestReader(remoteAddress: "192.0.2.1")
        return bytes.withUnsafeBufferPointer { bytes in
            var cursor = 0
            guard case .request(let head, let body) = reader.next(bytes, &cursor, context),
                head.shape.service == .handler
            else { return nil }
            return Request(head: head, body: body)
        }
    }
}
