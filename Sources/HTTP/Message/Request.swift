/// One request, owned: it may be handed to another thread or kept.
///
/// The head's bytes are copied once; the parts are ranges of that copy, and texts are made only
/// when asked for.
package struct Request: Sendable {
    /// The method; a method that is not served never reaches a handler.
    package var method: Method
    /// The content after chunked decoding; empty when there is none.
    package var body: [UInt8]
    let head: RequestHead

    init(head: RequestHead, body: [UInt8]) {
        self.method = head.shape.method
        self.body = body
        self.head = head
    }

    /// The raw path, percent-encoded, starting with "/"; an absolute-form target is reduced to it.
    package var path: ArraySlice<UInt8> { head.bytes[head.shape.path] }

    /// The raw query without its "?", or nil when the target has none.
    package var query: ArraySlice<UInt8>? { head.shape.query.map { head.bytes[$0] } }

    /// Bytes of its head and its content.
    package var size: Int { head.bytes.count + body.count }

    /// The value of a field, trimmed; several lines of that name are joined with commas in order.
    ///
    /// The rule is RFC 9110 section 5.3. Bytes that are not UTF-8 read as U+FFFD.
    package func header(_ name: StaticString) -> String? { head.joined(name) }

    /// The value of the first field of that name, trimmed, without making a text.
    package func headerBytes(_ name: StaticString) -> ArraySlice<UInt8>? {
        head.value(name).map { head.bytes[$0.range] }
    }

    /// Whether there is a field of that name.
    package func hasHeader(_ name: StaticString) -> Bool { head.value(name) != nil }

    /// The value of the one field of that name, trimmed; nil when there is none, or several.
    package func onlyHeaderBytes(_ name: StaticString) -> ArraySlice<UInt8>? {
        guard let found = head.value(name), head.value(name, from: found.index + 1) == nil else {
            return nil
        }
        return head.bytes[found.range]
    }

    /// How many field lines have that name.
    package func headerLines(_ name: StaticString) -> Int {
        var count = 0
        var start = 0
        while let found = head.value(name, from: start) {
            count += 1
            start = found.index + 1
        }
        return count
    }

    /// The client's `X-Request-Id` when it is 1 to 128 visible ASCII characters, else 32 random
    /// hexadecimal digits; the same at every call.
    package var id: String {
        var text: [UInt8] = []
        text.reserveCapacity(32)
        head.appendID(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// The client's numeric address without its port: the peer's, or what a trusted proxy says.
    package var remoteAddress: String { head.remoteAddress }

    /// Whether it came through TLS, to us or to a trusted proxy.
    package var isSecure: Bool { head.shape.isSecure }

    /// Whether the client speaks HTTP/1.0.
    package var version10: Bool { head.shape.version10 }
}
