/// An answer: a status, field lines already encoded, and a body.
///
/// `Date`, `X-Request-Id`, `Content-Length`, `Connection`, `Transfer-Encoding` and `traceparent`
/// belong to the server and are never added here, nor are the fields that follow from the
/// properties: `Cache-Control`, `Vary`, `Content-Security-Policy` and its like, `Content-Encoding`.
package struct Response: Sendable {
    /// The status code, 200 to 599.
    package var status: Int
    /// Field lines, each `Name: value` and CRLF.
    package var head: [UInt8]
    /// The content; withheld for `HEAD`, 204 and 304.
    package var body: [UInt8]
    /// The content as gzip, when it is at hand; else it is made when a client wants it.
    package var gzipped: [UInt8]?
    /// Holds something that was never shown before and never will be again, such as a token: it is
    /// sent as it is, because the length of a compressed answer says something about its content.
    package var isSecret = false
    /// What caches may do with it.
    package var caching = Caching.never
    /// What it depends on besides the address.
    package var vary: Vary = []
    /// `Content-Security-Policy`: what the content may load or run where a browser shows it; nil for
    /// nothing.
    package var policy: StaticString?

    /// Of a 304 whose tag is that of the plain form: what it stands for, so that the tag becomes the one that would have
    /// been sent.
    var unsent: Unsent?

    /// What is known of a content that is not sent.
    struct Unsent: Sendable {
        var count: Int
        var isCompressible: Bool
    }

    /// The 304 that stands for an answer to who has its content (RFC 9110 section 15.4.5), under a tag without quotes,
    /// or none.
    ///
    /// With `isNamed` the client has named that tag; else it is that of the plain form.
    package init(unchanged response: Response, tag: String?, isNamed: Bool) {
        self.init(304)
        caching = response.caching
        vary = response.vary
        if let tag { add("ETag", "\"\(tag)\"") }
        if !isNamed, !response.isSecret {
            unsent = Unsent(
                count: response.body.count, isCompressible: response.isCompressible)
        }
    }

    /// An answer with a body and, when given, its `Content-Type`.
    package init(_ status: Int, body: [UInt8] = [], type: StaticString? = nil) {
        self.status = status
        self.head = []
        self.body = body
        if let type {
            head.reserveCapacity(64)
            head.append("Content-Type: ")
            head.append(type)
            head.append("\r\n")
        }
    }

    /// Adds a field line; a value with CR, LF or NUL traps in debug and is dropped in release
    /// (RFC 9110 section 5.5).
    package mutating func add(_ name: StaticString, _ value: String) {
        var value = value
        value.withUTF8 { add(name, bytes: $0) }
    }

    /// Adds a field line whose value is bytes, under the same rule.
    package mutating func add(_ name: StaticString, bytes value: UnsafeBufferPointer<UInt8>) {
        assert(!Response.isReserved(name), "\(name) belongs to the server")
        let safe = value.allSatisfy { $0 != 0x0D && $0 != 0x0A && $0 != 0 }
        guard safe else {
            assertionFailure("a control byte in the value of \(name)")
            return
        }
        head.append(name)
        head.append(": ")
        head.append(contentsOf: value)
        head.append("\r\n")
    }

    /// Adds the entity tag that is a version.
    package mutating func add(tag version: Int64) {
        head.append("ETag: \"")
        head.append(decimal: Int(version))
        head.append("\"\r\n")
    }

    private static func isReserved(_ name: StaticString) -> Bool {
        [
            "date", "x-request-id", "content-length", "connection", "transfer-encoding",
            "traceparent", "cache-control", "vary", "content-encoding", "content-security-policy",
        ].contains("\(name)".lowercased())
    }
}

extension Response {
    /// The field lines, decoded, in order.
    package var headers: [(name: String, value: String)] {
        head.split(separator: 0x0A).compactMap { line in
            guard let colon = line.firstIndex(of: 0x3A) else { return nil }
            let value = line[(colon + 1)...].drop { $0 == 0x20 }
            return (
                String(decoding: line[..<colon], as: UTF8.self),
                String(decoding: value.last == 0x0D ? value.dropLast() : value, as: UTF8.self)
            )
        }
    }

    /// The value of the first field of that name, without regard to case.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }
}
