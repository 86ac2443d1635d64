import API
import Dispatch
import Synchronization

/// One of those who make requests, one at a time, on a queue of its own, because a request blocks.
final class WebhookSender: Sendable {
    /// Whether what is under way shall be broken off; shared by all senders.
    final class EndFlag: Sendable {
        let isSet = Atomic(false)
    }

    /// A message, complete but for what is signed at the moment of sending.
    struct Message: Sendable {
        let url: String
        let id: String
        let secrets: [String]
        let body: [UInt8]
    }

    private let queue: DispatchQueue
    private let end: EndFlag
    // Touched on `queue` only.
    private nonisolated(unsafe) let post: OutgoingPost

    init(_ number: Int, _ terms: OutgoingTerms, _ end: EndFlag) {
        queue = DispatchQueue(label: "trato.webhook.\(number)")
        post = OutgoingPost(terms)
        self.end = end
    }

    /// Signs and sends; `timestamp` is the attempt's own, in seconds since 1970.
    func send(
        _ message: Message, timestamp: Int64, _ done: @escaping @Sendable (OutgoingReply) -> Void
    ) {
        queue.async { [self] in
            let signature = WebhookSignature.value(
                id: message.id, timestamp: timestamp, body: message.body, secrets: message.secrets)
            let reply = post.send(
                message.url,
                headers: [
                    ("Content-Type", "application/json"), ("webhook-id", message.id),
                    ("webhook-timestamp", "\(timestamp)"), ("webhook-signature", signature),
                ], body: message.body, ends: { [end] in end.isSet.load(ordering: .relaxed) })
            done(reply)
        }
    }
}
