import Testing
import TratoTesting

/// Server-sent events, one at a time, on a connection of their own.
final class EventStream {
    struct Event {
        var id: String?
        var type: String?
        var data: JSONValue = .null
    }

    private let connection: SocketConnection
    private var text = ""

    init(
        _ server: TestServer, after: String? = nil, lastEventID: String? = nil, query: String,
        token: String? = nil
    ) throws {
        connection = try server.connection()
        var headers = [
            ("Accept", "text/event-stream"),
            ("Authorization", "Bearer \(token ?? server.admin.token ?? "")"),
        ]
        if let lastEventID { headers.append(("Last-Event-ID", lastEventID)) }
        let target = "/v1/changes?\(query)" + (after.map { "&after=\($0)" } ?? "")
        connection.write(.get, target, headers: headers)
        let (status, fields) = connection.readHead()
        #expect(status == 200)
        #expect(
            fields.contains {
                $0.name.lowercased() == "content-type" && $0.value == "text/event-stream"
            })
    }

    /// Waits for the next event; nil when the stream ends.
    func next() -> Event? {
        while true {
            if let end = text.range(of: "\n\n") {
                let block = text[..<end.lowerBound]
                text = String(text[end.upperBound...])
                var event = Event()
                for line in block.split(separator: "\n") {
                    if line.hasPrefix("id: ") { event.id = String(line.dropFirst(4)) }
                    if line.hasPrefix("event: ") { event.type = String(line.dropFirst(7)) }
                    if line.hasPrefix("data: ") {
                        event.data =
                            (try? JSONValue(parsing: Array(line.dropFirst(6).utf8))) ?? .null
                    }
                }
                if event.type != nil { return event }
            }
            guard let chunk = connection.readChunk(), !chunk.isEmpty else { return nil }
            text += String(decoding: chunk, as: UTF8.self)
        }
    }
}

extension String {
    /// Where a piece of text begins and ends.
    fileprivate func range(of piece: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(piece) {
                return start..<index(start, offsetBy: piece.count)
            }
            start = index(after: start)
        }
        return nil
    }
}
