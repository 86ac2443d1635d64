extension Request {
    /// A request that never was on a wire: for batch operations and tests.
    ///
    /// `target` is a path with an optional query and is taken as it is: `Router` judges it as one
    /// from a socket. The remote address is "127.0.0.1" unless given, the scheme "http".
    package init(
        method: Method, target: String, headers: [(String, String)] = [], body: [UInt8] = [],
        remoteAddress: String = "127.0.0.1", isSecure: Bool = false
    ) {
        var shape = HeadShape()
        shape.method = method
        shape.isSecure = isSecure
        var bytes: [UInt8] = []
        bytes.reserveCapacity(
            headers.reduce(target.utf8.count + 8) { $0 + $1.0.utf8.count + $1.1.utf8.count })
        bytes.append(text: method.name)
        shape.methodBytes = 0..<bytes.count
        bytes.append(0x20)
        let start = bytes.count
        bytes.append(text: target)
        let end = bytes.count
        let mark = bytes.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map { FieldBytes.place(of: 0x3F, in: $0, from: start, to: end) }
        }
        shape.path = start..<(mark ?? end)
        if let mark, mark < end { shape.query = mark + 1..<end }
        var fields: [Field] = []
        fields.reserveCapacity(headers.count)
        for (name, value) in headers {
            let start = bytes.count
            bytes.append(text: name)
            let middle = bytes.count
            bytes.append(text: value)
            fields.append(
                Field(
                    name: UInt32(start), nameCount: UInt32(middle - start), value: UInt32(middle),
                    valueCount: UInt32(bytes.count - middle)))
        }
        var meaning = FieldMeaning()
        bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            for field in fields {
                let line = FieldLine(
                    nameCount: Int(field.nameCount), value: Int(field.nameCount),
                    valueCount: Int(field.valueCount))
                do throws(Refusal) {
                    try meaning.note(base, Int(field.name), line, &shape)
                } catch {
                    // Only a length can be refused, and what has its body at hand needs none.
                }
                shape.fields += 1
            }
        }
        shape.coding = meaning.coding(offersGzip: true)
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
