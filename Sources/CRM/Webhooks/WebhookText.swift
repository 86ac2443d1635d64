import API
import Schema

/// What people read about deliveries.
enum WebhookText {
    /// Why an attempt failed; nil when it did not.
    static func error(of reply: OutgoingReply) -> String? {
        guard let status = reply.status else {
            return String((reply.error ?? "There was no answer.").prefix(500))
        }
        if (200..<300).contains(status) { return nil }
        if (300..<400).contains(status) {
            return "The answer has the status \(status); redirections are not followed."
        }
        return "The answer has the status \(status)."
    }

    /// How the answer's body began, with nothing that could steer a terminal; nil for an empty one.
    static func excerpt(of reply: OutgoingReply) -> String? {
        guard !reply.body.isEmpty else { return nil }
        let text = String(decoding: reply.body.prefix(4_000), as: UTF8.self).prefix(1_000)
        var plain = ""
        for scalar in text.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control
            plain.unicodeScalars.append(isControl && scalar != "\n" ? " " : scalar)
        }
        return plain
    }

    static func subject(_ reason: WebhookEndpoints.Reason) -> String {
        reason == .gone ? "A webhook was disabled" : "A webhook was paused"
    }

    static func explanation(
        _ endpoint: Record<WebhookEndpoints>, _ reason: WebhookEndpoints.Reason
    ) -> String {
        let name = endpoint.description.map { "\($0), " } ?? ""
        let webhook = "The webhook \(name)\(endpoint.id.rawValue.text)"
        if reason == .gone {
            return """
                \(webhook) answered that it is gone for good (410). Nothing more is sent. To begin anew, enable it, and \
                replay what it has missed.
                """
        }
        return """
            \(webhook) has not taken a message for three days. Nothing is lost: what happens waits until it is enabled. Its \
            deliveries say what went wrong.
            """
    }
}
