@testable import HTTP

/// What a reader made of some bytes, in a form that can be compared and printed.
enum Reading: Equatable, CustomStringConvertible {
    case request(line: String, fields: [String], body: String)
    case continueExpected
    case refused(Refusal)

    var description: String {
        switch self {
        case .request(let line, let fields, let body): "\(line) \(fields) \(body)"
        case .continueExpected: "100"
        case .refused(let refusal): "\(refusal)"
        }
    }

    /// The status a refusal answers with; 200 for a request.
    var status: Int {
        switch self {
        case .request: 200
        case .continueExpected: 100
        case .refused(let refusal): refusal.status
        }
    }
}

/// Feeds pieces to a reader as a connection does, until it refuses.
func read(_ pieces: [[UInt8]], limits: Limits = Limits()) -> [Reading] {
    let context = ReaderContext(limits: limits)
    var reader = RequestReader(remoteAddress: "192.0.2.1")
    var readings: [Reading] = []
    for piece in pieces {
        let done = piece.withUnsafeBufferPointer { fresh -> Bool in
            guard let whole = reader.begin(fresh) else {
                return parse(fresh, nil, &reader, context, &readings)
            }
            guard !whole.isEmpty else { return false }
            return whole.withUnsafeBufferPointer {
                parse($0, whole, &reader, context, &readings)
            }
        }
        if done { break }
    }
    return readings
}

func read(_ text: String, limits: Limits = Limits()) -> [Reading] {
    read([Array(text.utf8)], limits: limits)
}

/// Parses what is there; true when the reader refused and nothing more counts.
private func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, _ whole: [UInt8]?, _ reader: inout RequestReader,
    _ context: ReaderContext, _ readings: inout [Reading]
) -> Bool {
    var cursor = 0
    while true {
        switch reader.next(bytes, &cursor, context) {
        case .incomplete:
            reader.keep(bytes, from: cursor, whole: whole)
            return false
        case .request(let head, let body): readings.append(describe(head, body))
        case .bodyBegins, .uploaded: preconditionFailure("no path is one for uploads")
        case .continueExpected: readings.append(.continueExpected)
        case .refused(let refusal, _):
            // Why it is malformed may depend on what was seen first; that it is may not.
            if case .malformed = refusal {
                readings.append(.refused(.malformed("")))
            } else {
                readings.append(.refused(refusal))
            }
            return true
        }
    }
}

private func describe(_ head: RequestHead, _ body: [UInt8]) -> Reading {
    func text(_ range: Range<Int>) -> String { String(decoding: head.bytes[range], as: UTF8.self) }
    var line = text(head.shape.methodBytes) + " " + text(head.shape.path)
    if let query = head.shape.query { line += " ?" + text(query) }
    line += head.shape.keepAlive ? " stays" : " ends"
    let fields = head.fields.map { field in
        let start = Int(field.name)
        return text(start..<start + Int(field.nameCount)) + "=" + text(field.valueRange)
    }
    return .request(line: line, fields: fields, body: String(decoding: body, as: UTF8.self))
}
