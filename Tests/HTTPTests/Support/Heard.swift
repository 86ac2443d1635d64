import Synchronization

/// Sentences that were said on any thread.
final class Heard: Sendable {
    private let sentences = Mutex<[String]>([])

    func add(_ sentence: String) { sentences.withLock { $0.append(sentence) } }

    var all: [String] { sentences.withLock { $0 } }
}
