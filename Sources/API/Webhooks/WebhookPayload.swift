import JSON
import Schema
import Store

/// The bodies of webhooks: `{"type", "timestamp", "data"}`, as Standard Webhooks recommends.
package enum WebhookPayload {
    /// The bodies for entries of the feed, by `seq`, each with the record as it is now; those of records that the
    /// transaction's caller does not see are missing.
    package static func bodies(of seqs: [Int64], _ tx: Transaction) throws -> [Int64: [UInt8]] {
        let entries = try FeedEntry.load(seqs, tx)
        let records = try FeedEntry.records(of: entries, tx)
        var bodies: [Int64: [UInt8]] = [:]
        for entry in entries {
            guard let record = records[entry.key] else { continue }
            bodies[entry.seq] = body(entry.type, entry.at) { json in
                entry.writeData(record, to: &json)
            }
        }
        return bodies
    }

    /// What is sent when somebody tries an endpoint.
    package static func test(at now: Instant) -> [UInt8] {
        body("webhook.test", now) { json in
            json.beginObject()
            json.key("message")
            json.string(
                "If you can read this and its signature is right, all is well.")
            json.endObject()
        }
    }

    private static func body(
        _ type: String, _ at: Instant, _ data: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var json = JSONWriter(capacity: 1_024)
        json.beginObject()
        json.key("type")
        json.string(type)
        json.key("timestamp")
        json.string(at.text)
        json.key("data")
        data(&json)
        json.endObject()
        return json.finish()
    }
}
