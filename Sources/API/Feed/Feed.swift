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
    /// Nil for a long poll.
    let stream: BodyStream?
    /// Seconds that a long poll waits.
    let patience: Int
    /// Looks by `watchFollowers` so far, one a second.
    var waited = 0
    /// What a stream has still to send of a page.
    var rest: ArraySlice<UInt8> = []
    /// Whether the last part that a stream was given ends in the midst of an event.
    var isInsideEvent = false
    /// Whether what a stream has written has not left yet.
    var isSending = false
    var isDone = false

    init(
        _ call: Call, _ exchange: Exchange, _ query: FeedQuery, _ stream: BodyStream?,
        patience: Int = 0
    ) {
        self.call = call
        self.exchange = exchange
        self.query = query
        self.stream = stream
        self.patience = patience
    }
}

extension Pipeline {
    private static let heartbeatSeconds = 15
    private static let maximumFollowers = 1_000
    /// Bytes of a page that a stream is given at once: the next follow when these have left.
    static let part = 256 * 1024
    private static let eventEnd = Array("\n\n".utf8)

    /// `GET /v1/changes`: a page, a long poll with `wait`, or server-sent events.
    func follow(_ call: Call, _ exchange: Exchange, _ tx: Transaction) throws {
        let isStream = try Negotiation.wantsEvents(call.request)
        tx.context = call.context(application, ids: ids)
        var query = try FeedParameters.read(call, tx)
        let wait = try FeedParameters.wait(call)
        if isStream {
            guard !application.isDraining else {
                var problem = Problem(.overloaded, "The server is stopping.")
                problem.retryAfterSeconds = 1
                throw problem
            }
            try checkRoom()
            let stream = exchange.stream(Response(200, type: "text/event-stream"))
            return admit(Follower(call, exchange, query, stream))
        }
        var json = JSONWriter()
        let look = try query.run(tx, to: &json)
        if !look.isIdle || wait == 0 || application.isDraining {
            return exchange.respond(FeedParameters.page(json.finish(), query))
        }
        try checkRoom()
        admit(Follower(call, exchange, query, nil, patience: wait))
    }

    private func checkRoom() throws {
        guard followers.count >= Self.maximumFollowers else { return }
        var problem = Problem(.tooManyRequests, "Too many clients follow the feed.")
        problem.retryAfterSeconds = 10
        throw problem
    }

    private func admit(_ follower: Follower) {
        followers.append(follower)
        application.feed.join()
        if !isWatching { watchFollowers(over: follower.exchange) }
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
        for follower in followers { end(follower) }
    }

    private func serve(_ follower: Follower) {
        // What is on its way brings the rest after it.
        guard !follower.isDone, !follower.isSending else { return }
        guard follower.exchange.isOpen else { return leave(follower) }
        do {
            // First who asks: looking for a credential may begin another snapshot, which ends the one before.
            try readmit(follower)
            let tx = try reader.transaction()
            tx.context = follower.call.context(application, ids: ids)
            if let stream = follower.stream { return try send(follower, stream, tx) }
            var json = JSONWriter()
            guard try !follower.query.run(tx, to: &json).isIdle else { return }
            follower.exchange.respond(FeedParameters.page(json.finish(), follower.query))
            leave(follower)
        } catch {
            let refusal = refusal(error, follower.call.request)
            if follower.stream == nil { follower.exchange.respond(refusal) }
            end(stream: follower)
            leave(follower)
        }
    }

    /// Ends a stream as whole where it is: behind an event.
    private func end(stream follower: Follower) {
        if follower.isInsideEvent { follower.stream?.cut() } else { follower.stream?.finish() }
    }

    /// A credential may have ended, or may do less, since its holder began to wait.
    private func readmit(_ follower: Follower) throws {
        follower.call.access = try credentials.caller(
            follower.call.request, application, reader, now: time
        ).access
    }

    /// What is given at once of a page: whole events, unless the first one is larger than that.
    static func part(of rest: ArraySlice<UInt8>, atMost count: Int = part) -> ArraySlice<UInt8> {
        guard rest.count > count else { return rest }
        let most = rest.prefix(count)
        let end = most.indices.dropFirst().last {
            most[$0] == eventEnd[1] && most[$0 - 1] == eventEnd[0]
        }
        return end.map { most[...$0] } ?? most
    }

    /// Writes a part of a page; the next follows when it has left, so that who is far behind catches up, and the loop
    /// serves others meanwhile.
    private func send(_ follower: Follower, _ stream: BodyStream, _ tx: Transaction) throws {
        if follower.rest.isEmpty {
            let page = try FeedParameters.events(&follower.query, tx)
            guard !page.bytes.isEmpty || page.hasMore else { return }
            follower.rest = page.bytes[...]
        }
        let part = Self.part(of: follower.rest)
        follower.rest = follower.rest.dropFirst(part.count)
        follower.isInsideEvent = !part.suffix(2).elementsEqual(Self.eventEnd)
        guard stream.write(Array(part)) else { return leave(follower) }
        follower.isSending = true
        let bound = LoopBound(value: (self, follower))
        stream.whenSent {
            let (pipeline, follower) = bound.value
            follower.isSending = false
            pipeline.serve(follower)
        }
    }

    /// Looks at everybody who waits, once a second as long as there is somebody.
    ///
    /// A timer for each would keep a request that was answered at once until the end of the time that it would have
    /// waited.
    private func watchFollowers(over exchange: Exchange) {
        isWatching = true
        let bound = LoopBound(value: self)
        exchange.after(milliseconds: 1_000) { bound.value.look() }
    }

    private func look() {
        for follower in followers {
            follower.waited += 1
            if !follower.exchange.isOpen {
                leave(follower)
            } else if let stream = follower.stream {
                guard follower.waited % Self.heartbeatSeconds == 0 else { continue }
                beat(follower, stream)
            } else if follower.waited > follower.patience {
                // The first second may have been a short one.
                end(follower)
            }
        }
        isWatching = false
        if let next = followers.first { watchFollowers(over: next.exchange) }
    }

    /// A comment line now and then keeps proxies from closing the stream, and finds clients that are gone.
    private func beat(_ follower: Follower, _ stream: BodyStream) {
        // Also finds out whether the credential still holds.
        serve(follower)
        guard !follower.isDone, !follower.isSending else { return }
        if !stream.write(Array(": \n\n".utf8)) { leave(follower) }
    }

    private func end(_ follower: Follower) {
        guard !follower.isDone else { return }
        if follower.stream == nil {
            follower.exchange.respond(FeedParameters.page(Array("[]".utf8), follower.query))
        }
        end(stream: follower)
        leave(follower)
    }

    private func leave(_ follower: Follower) {
        guard !follower.isDone else { return }
        follower.isDone = true
        followers.removeAll { $0 === follower }
        application.feed.leave()
    }
}
