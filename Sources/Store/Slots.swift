import Synchronization

/// Numbers the statements of a process from 0.
enum Slots {
    private static let counter = Atomic<Int>(0)

    static func next() -> Int { counter.add(1, ordering: .relaxed).oldValue }
}
