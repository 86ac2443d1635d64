import HTTP
import JSON
import Schema
import Store

/// What a request for the feed says, and how entries are answered.
enum FeedParameters {
    static func read(_ call: Call, _ tx: Transaction) throws -> FeedQuery {
        var after: Int64?
        var limit = 100
        for (name, value) in call.query {
            switch name {
            case "after": after = try cursor(value, tx)
            case "limit": limit = try ListParameters.limit(value)
            case "resource":
                for name in value.split(separator: ",")
                where tx.attached.registry.resource(String(name)) == nil {
                    throw ListParameters.bad("resource", "There is no resource \(name).")
                }
            case "wait": continue
            case "type": _ = try patterns(value)
            default: throw ListParameters.bad(name, "There is no parameter \(name).")
            }
        }
        // A stream that was cut goes on where it was.
        if let last = call.request.header("last-event-id") { after = try cursor(last, tx) }
        let start = try after ?? FeedHorizon.first(tx) - 1
        if after != nil { try FeedHorizon.check(start, tx) }
        return FeedQuery(
            after: start, resources: words(call, "resource"),
            types: try patterns(call.parameter("type") ?? ""), limit: limit)
    }

    static func wait(_ call: Call) throws -> Int {
        guard let text = call.parameter("wait") else { return 0 }
        guard let seconds = Int(text), (0...60).contains(seconds) else {
            throw ListParameters.bad("wait", "wait takes 0 to 60 seconds.")
        }
        return seconds
    }

    private static func patterns(_ text: String) throws -> [EventPattern] {
        try text.split(separator: ",").map { word in
            guard let pattern = EventPattern(String(word)) else {
                throw ListParameters.bad(
                    "type", "type takes events such as order.confirmed or order.*, not \(word).")
            }
            return pattern
        }
    }

    private static func words(_ call: Call, _ name: String) -> Set<String> {
        Set((call.parameter(name) ?? "").split(separator: ",").map(String.init))
    }

    private static func cursor(_ text: String, _ tx: Transaction) throws -> Int64 {
        if text == "latest" { return try FeedHorizon.last(tx) }
        guard let seq = Int64(text), try (0...FeedHorizon.last(tx)).contains(seq) else {
            throw Problem(.badCursor, "after takes a next_cursor of this feed, or latest.")
        }
        return seq
    }

    static func page(_ data: [UInt8], _ query: FeedQuery) -> Response {
        var json = JSONWriter(capacity: data.count + 64)
        json.beginObject()
        json.key("data")
        json.raw(data)
        json.key("next_cursor")
        json.string("\(query.after)")
        json.endObject()
        var response = Response(200, body: json.finish(), type: "application/json")
        response.caching = .revalidated
        response.vary = [.authorization, .accept]
        return response
    }

    /// The next entries as server-sent events, one JSON object a line, and whether there are more.
    static func events(
        _ query: inout FeedQuery, _ tx: Transaction
    ) throws -> (bytes: [UInt8], hasMore: Bool) {
        var json = JSONWriter()
        let look = try query.run(tx, to: &json)
        guard look.written > 0 else { return ([], look.hasMore) }
        let document = try JSONDocument(json.finish())
        var bytes: [UInt8] = []
        for entry in document.root.elements {
            var line = JSONWriter()
            entry.write(to: &line)
            bytes += Array("id: \(entry["seq"]?.integer ?? 0)\n".utf8)
            bytes += Array("event: \(entry["type"]?.string ?? "")\ndata: ".utf8)
            bytes += line.finish()
            bytes += Array("\n\n".utf8)
        }
        return (bytes, look.hasMore)
    }
}
