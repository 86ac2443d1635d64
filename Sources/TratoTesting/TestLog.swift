import API
import Synchronization

/// The operator's log of a test's server, with everything in it.
package final class TestLog: Sendable {
    private let kept = Mutex<[String]>([])

    /// The log that writes here.
    var log: Log {
        Log(.json, .debug) { [self] line in
            kept.withLock { $0.append(String(decoding: line.dropLast(), as: UTF8.self)) }
        }
    }

    /// Every line, as it would stand on standard error.
    package var lines: [String] { kept.withLock { $0 } }

    /// What the server reported as its own failures; a test that expects none looks here.
    package var failures: [String] {
        lines.filter { !$0.contains("\"level\":\"debug\"") }
    }
}
