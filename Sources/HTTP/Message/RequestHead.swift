/// One field line inside a head's bytes.
struct Field: Sendable {
    var name: UInt32
    var nameCount: UInt32
    var value: UInt32
    var valueCount: UInt32
}

/// Where the parts of a head lie in its bytes, and what the grammar says about the message.
struct HeadShape: Sendable {
    /// What happens to the request when it is complete.
    enum Service: Sendable {
        case handler
        /// `OPTIONS *`: the server itself answers.
        case serverOptions
        /// A method that is known but never allowed (TRACE, CONNECT).
        case methodNotAllowed
        case methodUnknown
    }
    /// How the body is delimited (RFC 9112 section 6.3).
    enum Framing: Sendable, Equatable {
        case length(Int)
        case chunked
    }

    var method = Method.get
    var service = Service.handler
    var methodBytes = 0..<0
    var path = 0..<0
    var query: Range<Int>?
    /// The path was found to follow `PathSyntax`.
    var isPathSound = false
    var version10 = false
    /// It came through TLS.
    var isSecure = false
    var keepAlive = true
    var framing = Framing.length(0)
    var expectsContinue = false
    /// An expectation other than 100-continue was named (RFC 9110 section 10.1.1).
    var expectationFails = false
    /// In which form the content of the answer is taken.
    var coding = AcceptedCoding.identity
    /// A field that begins with `If-` is there.
    var isConditional = false
    /// The value of the only `Origin` field.
    var origin: Range<Int>?
    var requestID: Range<Int>?
    var traceParent: Range<Int>?
    /// Index of the `Host` field, or nil (HTTP/1.0 may omit it).
    var host: Int?
    var fields = 0
    /// Bytes of the head, its empty line included.
    var count = 0
}

/// The head of one request: its bytes, copied once, and where its parts lie.
final class RequestHead: Sendable {
    /// The head, and behind it the table of its fields: one piece of memory for both.
    let bytes: [UInt8]
    let shape: HeadShape
    let remoteAddress: String
    /// 128 random bits: the request's id when the client sent none.
    let random: (UInt64, UInt64)

    /// Copies the head, whose size the shape has, and its fields.
    init(
        _ head: UnsafeBufferPointer<UInt8>, _ fields: UnsafeBufferPointer<Field>, shape: HeadShape,
        remoteAddress: String, random: (UInt64, UInt64)
    ) {
        assert(head.count == shape.count && fields.count == shape.fields)
        let table = UnsafeRawBufferPointer(fields)
        var copy: [UInt8] = []
        copy.reserveCapacity(head.count + table.count)
        copy.append(contentsOf: head)
        copy.append(contentsOf: table)
        bytes = copy
        self.shape = shape
        self.remoteAddress = remoteAddress
        self.random = random
    }

    private init(_ head: RequestHead, shape: HeadShape, remoteAddress: String) {
        bytes = head.bytes
        self.shape = shape
        self.remoteAddress = remoteAddress
        random = head.random
    }

    /// The field lines, in order.
    var fields: [Field] {
        bytes.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map { base in (0..<shape.fields).map { field($0, base) } } ?? []
        }
    }

    @inline(__always)
    private func field(_ index: Int, _ base: UnsafePointer<UInt8>) -> Field {
        let offset = shape.count + index * MemoryLayout<Field>.stride
        return UnsafeRawPointer(base).loadUnaligned(fromByteOffset: offset, as: Field.self)
    }

    /// The value of the first field of that name from an index on, and where it was.
    func value(_ name: StaticString, from start: Int = 0) -> (range: Range<Int>, index: Int)? {
        bytes.withUnsafeBufferPointer { bytes -> (Range<Int>, Int)? in
            guard let base = bytes.baseAddress else { return nil }
            let count = shape.fields
            for index in start..<max(start, count) {
                let field = field(index, base)
                guard FieldBytes.equal(base + Int(field.name), Int(field.nameCount), name)
                else { continue }
                let first = Int(field.value)
                return (first..<first + Int(field.valueCount), index)
            }
            return nil
        }
    }

    /// The value of a field as text; several lines of that name are joined with commas in order
    /// (RFC 9110 section 5.3).
    func joined(_ name: StaticString) -> String? {
        guard var found = value(name) else { return nil }
        var text = String(decoding: bytes[found.range], as: UTF8.self)
        while let next = value(name, from: found.index + 1) {
            text += ", " + String(decoding: bytes[next.range], as: UTF8.self)
            found = next
        }
        return text
    }

    /// The same head as it is when a proxy's word about its client is believed.
    func forwarded(for address: String, isSecure: Bool?) -> RequestHead {
        var shape = shape
        shape.isSecure = isSecure ?? shape.isSecure
        return RequestHead(self, shape: shape, remoteAddress: address)
    }

    /// Appends the request's id: the client's or the random one.
    func appendID(to text: inout [UInt8]) {
        if let range = shape.requestID {
            text.append(contentsOf: bytes[range])
        } else {
            text.append(hexadecimal: random.0)
            text.append(hexadecimal: random.1)
        }
    }
}
