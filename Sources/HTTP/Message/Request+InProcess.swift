extension Request {
    /// A request that never was on a wire: for batch operations and tests.
    ///
    /// `target` is a path with an optional query and is taken as it is: `Router` judges it as one
    /// from a socket. The remote address is "127.0.0.1" unless given, the scheme "http".
    package init(
        method: Method, target: String, headers: [(String, String)] = [], body: [UInt8] = [],
        remoteAddress: String = "127.0.0.1", isSecure: Bool = false
    ) {
        var bytes = Array(method.name.utf8)
        var shape = HeadShape()
        shape.method = method
        shape.isSecure = isSecure
        shape.methodBytes = 0..<bytes.count
        bytes.append(0x20)
        let start = bytes.count
        bytes += Array(target.utf8)
        let mark = bytes[start...].firstIndex(of: 0x3F)
        shape.path = start..<(mark ?? bytes.count)
        shape.query = mark.map { $0 + 1..<bytes.count }
        var fields: [Field] = []
        var wishes = CodingWishes()
        for (name, value) in headers {
            let field = Field(
                name: UInt32(bytes.count), nameCount: UInt32(name.utf8.count),
                value: UInt32(bytes.count + name.utf8.count), valueCount: UInt32(value.utf8.count))
            bytes += Array(name.utf8) + Array(value.utf8)
            let range = field.valueRange
            if TraceContext.isName(name), bytes[range].withUnsafeBufferPointer(TraceContext.isValid)
            {
                shape.traceParent = range
            }
            if name.lowercased().hasPrefix("if-") { shape.isConditional = true }
            if name.lowercased() == "accept-encoding" {
                bytes[range].withUnsafeBufferPointer { wishes.note($0) }
            }
            if RequestID.isName(name), RequestID.isValid(bytes[range]) { shape.requestID = range }
            fields.append(field)
        }
        shape.coding = wishes.settle(offersGzip: true)
        shape.fields = fields.count
        shape.count = bytes.count
        // Two system calls, for the id of a request that brings none.
        var generator = SystemRandomNumberGenerator()
        let random = shape.requestID == nil ? (generator.next(), generator.next()) : (0, 0)
        let head = bytes.withUnsafeBufferPointer { bytes in
            fields.withUnsafeBufferPointer { fields in
                RequestHead(
                    bytes, fields, shape: shape, remoteAddress: remoteAddress, random: random)
            }
        }
        self.init(head: head, body: body)
    }
}

extension Field {
    var valueRange: Range<Int> { Int(value)..<Int(value) + Int(valueCount) }
}
