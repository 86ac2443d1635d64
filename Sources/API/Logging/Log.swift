import HTTP
import Schema
import Synchronization

/// The operator's log: one line for each thing that whoever runs the server should know.
///
/// A line never holds a body, a query, a credential or a value of a record: what the lower rooms
/// report is a code, an id or the engine's own words.
package final class Log: Sendable {
    /// How much it matters; the raw values order levels from the gravest on.
    package enum Level: UInt8, Sendable, CaseIterable, AtomicRepresentable {
        /// Somebody must act.
        case error
        /// Something was not done, or will become an error.
        case warning
        /// What the server did as a whole.
        case info
        /// Each refusal and each checkpoint.
        case debug

        package var name: String {
            switch self {
            case .error: "error"
            case .warning: "warning"
            case .info: "info"
            case .debug: "debug"
            }
        }
    }

    /// What a line looks like.
    package enum Format: String, Sendable, CaseIterable {
        /// An object with `time`, `level` and `message`, for collectors.
        case json
        /// The same three with blanks between, for people.
        case text
    }

    private let format: Format
    private let write: @Sendable ([UInt8]) -> Void
    private let limit: Atomic<Level>
    private let written = Mutex<[Level: Int]>([:])

    /// A log that hands over whole lines, from any thread, each with its LF.
    package init(
        _ format: Format, _ level: Level, write: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.format = format
        self.write = write
        limit = Atomic(level)
    }

    /// The least grave level that is written; may change at any time.
    package var level: Level {
        get { limit.load(ordering: .relaxed) }
        set { limit.store(newValue, ordering: .relaxed) }
    }

    /// Lines written since the start, by level.
    package var lines: [Level: Int] { written.withLock { $0 } }

    /// Writes a line, unless its level is beyond what is wanted; then the message is not even made.
    package func callAsFunction(_ level: Level, _ message: @autoclosure () -> String) {
        guard level.rawValue <= self.level.rawValue else { return }
        written.withLock { $0[level, default: 0] += 1 }
        write(line(level, message()))
    }

    private func line(_ level: Level, _ message: String) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(message.utf8.count + 80)
        let time = Instant.now().text.utf8
        switch format {
        case .json:
            line += Array("{\"time\":\"".utf8) + time + Array("\",\"level\":\"".utf8)
            line += Array(level.name.utf8) + Array("\",\"message\":\"".utf8)
            line.append(jsonEscaped: message.utf8)
            line += Array("\"}\n".utf8)
        case .text:
            line += Array(time) + [0x20] + Array(level.name.utf8)
            line += [UInt8](repeating: 0x20, count: 8 - level.name.utf8.count)
            for scalar in message.unicodeScalars { line.append(visible: scalar) }
            line.append(0x0A)
        }
        return line
    }
}
