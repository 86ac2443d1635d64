import API
import Glibc
import Synchronization

/// The operator's log on standard error.
enum OperatorLog {
    /// A log as the configuration wants it; unless it says, for people at a terminal and JSON lines
    /// for everything else.
    static func open(_ configuration: Configuration) -> Log {
        let format = configuration.logFormat ?? (isatty(2) == 1 ? .text : .json)
        let output = LogOutput(descriptor: Terminal.unblocked(2), format)
        return Log(format, configuration.logLevel) { output.write($0) }
    }
}

/// Where the lines of a log go, whole and in order.
///
/// Whoever reads them may stop, and a disk may be full. Neither a request nor the end of the server waits for that longer
/// than a moment: lines are kept as long as there are few, and counted from then on.
final class LogOutput: Sendable {
    private struct State: Sendable {
        var rest: ArraySlice<UInt8> = []
        var lost = 0
    }
    private let state = Mutex(State())
    private let descriptor: Int32
    private let format: Log.Format

    /// Milliseconds that the first line may wait.
    private static let patience: Int32 = 100
    /// Bytes that are kept.
    private static let most = 64 * 1024

    init(descriptor: Int32, _ format: Log.Format) {
        self.descriptor = descriptor
        self.format = format
    }

    func write(_ line: [UInt8]) {
        state.withLock { state in
            state.rest = Terminal.write(state.rest, to: descriptor, within: 0)
            guard state.rest.count < Self.most else {
                state.lost += 1
                return
            }
            let patience = state.rest.isEmpty ? Self.patience : 0
            if state.lost > 0 { state.rest += told(state.lost) }
            state.lost = 0
            state.rest = Terminal.write(state.rest + line, to: descriptor, within: patience)
        }
    }

    /// As the access log tells it.
    private func told(_ lost: Int) -> [UInt8] {
        switch format {
        case .json: Array("{\"dropped\":\(lost)}\n".utf8)
        case .text: Array("\(lost) lines were lost here\n".utf8)
        }
    }
}
