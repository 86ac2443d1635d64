import HTTP
import JSON
import Schema
import Store

/// Carries what belongs to a loop into work that runs on the same loop.
///
/// Unchecked because the compiler cannot see that `Exchange.onLoop` and `after` run where the pipeline lives.
struct LoopBound<Value>: @unchecked Sendable {
    let value: Value
}

/// One client that waits for entries: a long poll, answered once, or a stream.
final class Follower {
    var call: Call
    let exchange: Exchange
    var query: FeedQuery
    var stream: BodyStream?
    var isDone = false

    init(_ call: Call, _ exchange: Exchange, _ query: FeedQuery) {
        self.call = call
        self.exchange = exchange
        self.query = query
    }
}

extension Pipeline {
    private static let maximumWait = 60
    private static let heartbeatMilliseconds = 15_000
    private static let maximumFollowers = 1_000

    /// `GET /v1/changes`: a page, a long poll with `wait`, or server-sent events.
    func follow(_ call: Call, _ exchange: Exchange, _ tx: Transaction) throws {
        let isStream = try Negotiation.wantsEvents(call.request)
        tx.context = call.context(application, ids: ids)
        let query = try FeedParameters.read(call, tx)
        let wait = try FeedParameters.wait(call)
        let follower = Follower(call, exchange, query)
        if isStream {
            guard !application.isDraining else {
                var problem = Problem(.overloaded, "The server is stopping.")
                problem.retryAfterSeconds = 1
                throw problem
            }
            follower.stream = exchange.stream(Response(200, type: "text/event-stream"))
            try admit(follower)
            beat(follower)
            return
        }
        var json = JSONWriter()
        let count = try follower.query.run(tx, to: &json)
        if count > 0 || wait == 0 || application.isDraining {
            exchange.respond(FeedParameters.page(json.finish(), follower.query))
            return
        }
        try admit(follower)
        let bound = LoopBound(value: (self, follower))
        exchange.after(milliseconds: wait * 1000) { bound.value.0.finish(bound.value.1) }
    }

    private func admit(_ follower: Follower) throws {
        guard followers.count < Self.maximumFollowers else {
            var problem = Problem(.tooManyRequests, "Too many clients follow the feed.")
            problem.retryAfterSeconds = 10
            throw problem
        }
        followers.append(follower)
        application.feed.join()
        // What was committed between the first look and joining.
        serve(follower)
    }

    /// Called on the loop after commits.
    func wakeFollowers() {
        guard !followers.isEmpty else { return }
        for follower in followers { serve(follower) }
    }

    /// Answers everybody who waits, because the server stops; called on the loop, after `beginDraining`.
    func endFollowers() {
        for follower in followers {
            if let stream = follower.stream {
                stream.finish()
                leave(follower)
            } else {
                finish(follower)
            }
        }
    }

    private func serve(_ follower: Follower) {
        guard !follower.isDone else { return }
        guard follower.exchange.isOpen else {
            leave(follower)
            return
        }
        do {
            let tx = try reader.transaction()
            try readmit(follower, tx)
            tx.context = follower.call.context(application, ids: ids)
            if let stream = follower.stream {
                try send(follower, stream, tx)
            } else {
                var json = JSONWriter()
                guard try follower.query.run(tx, to: &json) > 0 else { return }
                follower.exchange.respond(FeedParameters.page(json.finish(), follower.query))
                leave(follower)
            }
        } catch {
            let refusal = refusal(error, follower.call.request)
            if let stream = follower.stream {
                stream.finish()
            } else {
                follower.exchange.respond(refusal)
            }
            leave(follower)
        }
    }

    /// A credential may have ended, or may do less, since its holder began to wait.
    private func readmit(_ follower: Follower, _ tx: Transaction) throws {
        follower.call.access = try credentials.caller(
            follower.call.request, application, reader, now: tx.milliseconds
        ).access
    }

    private func send(_ follower: Follower, _ stream: BodyStream, _ tx: Transaction) throws {
        while true {
            let before = follower.query.after
            let bytes = try FeedParameters.events(&follower.query, tx)
            if !bytes.isEmpty, !stream.write(bytes) {
                leave(follower)
                return
            }
            if follower.query.after == before { return }
        }
    }

    /// A comment line now and then keeps proxies from closing the stream, and finds clients that are gone.
    private func beat(_ follower: Follower) {
        let bound = LoopBound(value: (self, follower))
        follower.exchange.after(milliseconds: Self.heartbeatMilliseconds) {
            let (pipeline, follower) = bound.value
            guard !follower.isDone, let stream = follower.stream else { return }
            pipeline.serve(follower)
            guard !follower.isDone else { return }
            guard stream.write(Array(": \n\n".utf8)) else {
                pipeline.leave(follower)
                return
            }
            pipeline.beat(follower)
        }
    }

    private func finish(_ follower: Follower) {
        guard !follower.isDone else { return }
        follower.exchange.respond(FeedParameters.page(Array("[]".utf8), follower.query))
        leave(follower)
    }

    private func leave(_ follower: Follower) {
        guard !follower.isDone else { return }
        follower.isDone = true
        followers.removeAll { $0 === follower }
        application.feed.leave()
    }
}

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

    /// Entries as server-sent events, one JSON object a line.
    static func events(_ query: inout FeedQuery, _ tx: Transaction) throws -> [UInt8] {
        var json = JSONWriter()
        guard try query.run(tx, to: &json) > 0 else { return [] }
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
        return bytes
    }
}
