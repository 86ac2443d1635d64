import Synchronization

/// What a server reported as its own failures; a test that expects none looks here.
package final class TestLog: Sendable {
    private let kept = Mutex<[String]>([])

    func append(_ line: String) { kept.withLock { $0.append(line) } }

    package var lines: [String] { kept.withLock { $0 } }
}
