/// What the fields that govern framing and persistence say, gathered line by line
/// (RFC 9112 sections 3.2, 6 and 9.3, RFC 9110 section 10.1.1).
struct FieldMeaning {
    private var hosts = 0
    private var length: Int?
    private var coding: Coding?
    private var close = false
    private var keepAlive = false
    private var expectsContinue = false
    private var origins = 0
    private var traceParents = 0
    private var wishes = CodingWishes()

    /// What `Transfer-Encoding` asks for.
    private enum Coding { case chunked, unserved, unreadable }

    /// Takes note of one field, whose index is the number of fields before it.
    @inline(__always)
    mutating func note(
        _ base: UnsafePointer<UInt8>, _ start: Int, _ line: FieldLine, _ shape: inout HeadShape
    ) throws(Refusal) {
        let name = base + start
        if line.nameCount > 3, FieldBytes.equal(name, 3, "if-") { shape.isConditional = true }
        let value = UnsafeBufferPointer(start: name + line.value, count: line.valueCount)
        let range = start + line.value..<start + line.value + line.valueCount
        switch line.nameCount {
        case 4 where FieldBytes.equal(name, 4, "host"):
            hosts += 1
            shape.host = shape.fields
        case 6 where FieldBytes.equal(name, 6, "expect"): noteExpect(value, &shape)
        case 6 where FieldBytes.equal(name, 6, "origin"):
            origins += 1
            shape.origin = origins == 1 ? range : nil
        case 10 where FieldBytes.equal(name, 10, "connection"): noteConnection(value)
        case 11 where FieldBytes.equal(name, 11, "traceparent"):
            traceParents += 1
            shape.traceParent = traceParents == 1 && TraceContext.isValid(value) ? range : nil
        case 12 where FieldBytes.equal(name, 12, "x-request-id"):
            shape.requestID = RequestID.isValid(value) ? range : nil
        case 14 where FieldBytes.equal(name, 14, "content-length"): try noteLength(value)
        case 15 where FieldBytes.equal(name, 15, "accept-encoding"): wishes.note(value)
        case 17 where FieldBytes.equal(name, 17, "transfer-encoding"): noteCoding(value)
        default: break
        }
    }

    /// Draws the conclusions once all fields are known.
    mutating func settle(_ shape: inout HeadShape, offersGzip: Bool) throws(Refusal) {
        guard hosts == 1 || (hosts == 0 && shape.version10) else {
            throw .malformed(hosts == 0 ? "The Host field is missing." : "There are two Hosts.")
        }
        shape.keepAlive =
            shape.keepAlive && !close && (!shape.version10 || keepAlive)
        // HTTP/1.0 knows no expectations (RFC 9110 section 10.1.1).
        shape.expectationFails = shape.expectationFails && !shape.version10
        shape.coding = coding(offersGzip: offersGzip)
        if let coding { return try settle(coding, &shape) }
        shape.framing = .length(length ?? 0)
        shape.expectsContinue = expectsContinue && !shape.version10 && (length ?? 0) > 0
    }

    /// In which form the content of the answer is taken.
    func coding(offersGzip: Bool) -> AcceptedCoding { wishes.settle(offersGzip: offersGzip) }

    private func settle(_ coding: Coding, _ shape: inout HeadShape) throws(Refusal) {
        // RFC 9112 section 6.1: with a length beside it, or in HTTP/1.0, the framing is faulty.
        guard length == nil else {
            throw .malformed("Both Transfer-Encoding and Content-Length are given.")
        }
        guard !shape.version10, coding != .unreadable else {
            throw .malformed("The Transfer-Encoding field is not valid.")
        }
        guard coding == .chunked else { throw .codingNotImplemented }
        shape.framing = .chunked
        shape.expectsContinue = expectsContinue
    }

    private mutating func noteLength(
        _ value: UnsafeBufferPointer<UInt8>
    ) throws(Refusal) {
        guard length == nil else { throw .malformed("Content-Length is given twice.") }
        guard !value.isEmpty else { throw .malformed("Content-Length is not a number.") }
        var number = 0
        for byte in value {
            let (tens, high) = number.multipliedReportingOverflow(by: 10)
            let (sum, low) = tens.addingReportingOverflow(Int(byte &- 0x30))
            guard byte &- 0x30 < 10, !high, !low else {
                throw .malformed("Content-Length is not a number.")
            }
            number = sum
        }
        length = number
    }

    /// Only the single coding `chunked` is served; a list of registered codings that ends in it
    /// is a fair request that is not implemented, anything else could be read in two ways.
    private mutating func noteCoding(_ value: UnsafeBufferPointer<UInt8>) {
        guard coding == nil else {
            coding = .unreadable
            return
        }
        if let start = value.baseAddress, FieldBytes.equal(start, value.count, "chunked") {
            coding = .chunked
            return
        }
        let names = FieldList.tokens(value)
        let known: Set = ["gzip", "x-gzip", "deflate", "compress", "x-compress"]
        let fair = names.last == "chunked" && names.dropLast().allSatisfy(known.contains)
        coding = fair && names.count > 1 ? .unserved : .unreadable
    }

    private mutating func noteConnection(_ value: UnsafeBufferPointer<UInt8>) {
        guard let start = value.baseAddress else { return }
        if FieldBytes.equal(start, value.count, "keep-alive") {
            keepAlive = true
            return
        }
        for token in FieldList.tokens(value) {
            close = close || token == "close"
            keepAlive = keepAlive || token == "keep-alive"
        }
    }

    private mutating func noteExpect(
        _ value: UnsafeBufferPointer<UInt8>, _ shape: inout HeadShape
    ) {
        for token in FieldList.tokens(value) where !token.isEmpty {
            if token == "100-continue" {
                expectsContinue = true
            } else {
                shape.expectationFails = true
            }
        }
    }
}

/// Comma-separated lists of tokens (RFC 9110 section 5.6.1), for fields that are rarely there.
enum FieldList {
    /// The elements in lower case, trimmed; empty ones are kept as empty.
    static func tokens(_ value: UnsafeBufferPointer<UInt8>) -> [String] {
        value.split(separator: 0x2C, omittingEmptySubsequences: false).map { piece in
            let kept = piece.drop { $0 == 0x20 || $0 == 0x09 }
            let end = kept.lastIndex { $0 != 0x20 && $0 != 0x09 }
            guard let end else { return "" }
            return String(decoding: kept[...end].map(FieldBytes.lower), as: UTF8.self)
        }
    }
}
