import JSON
import Schema

/// The operator's log: JSON lines on standard error.
///
/// Everything goes through a JSON writer, so bytes of a request can neither forge a line nor steer
/// a terminal.
struct OperatorLog: Sendable {
    enum Level: String { case info, warning, error }

    func callAsFunction(_ level: Level, _ message: String) {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.key("time")
        json.string(Instant.now().text)
        json.key("level")
        json.string(level.rawValue)
        json.key("message")
        json.string(message)
        json.endObject()
        Terminal.write(json.finish() + [0x0A], to: 2)
    }
}
