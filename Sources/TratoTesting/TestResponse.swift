import JSON

/// What a client got.
package struct TestResponse: Sendable {
    package let status: Int
    /// Field lines in order.
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of the first field of that name, without regard to case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The body as JSON; null when it is none.
    package var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }

    package var text: String { String(decoding: body, as: UTF8.self) }

    package var etag: String? { header("etag") }

    /// The `id` of the record in the body.
    package var id: String { json["id"].string ?? "" }

    /// The records of a list.
    package var data: [JSONValue] { json["data"].elements }

    package var nextCursor: String? { json["next_cursor"].string }

    // MARK: Problems, RFC 9457

    /// The stable code of a problem; nil when the answer is none.
    package var code: String? {
        header("content-type")?.hasPrefix("application/problem+json") == true
            ? json["code"].string : nil
    }

    /// The invalid fields of a problem, each as `/pointer code`, in order.
    package var faults: [String] {
        json["errors"].elements.map { "\($0["pointer"].string ?? "?") \($0["code"].string ?? "?")" }
    }

    /// The pointers of the invalid fields of a problem.
    package var pointers: [String] { json["errors"].elements.compactMap { $0["pointer"].string } }
}

extension TestResponse: CustomStringConvertible {
    /// For the messages of failing tests.
    package var description: String { "\(status) \(text.prefix(2_000))" }
}
