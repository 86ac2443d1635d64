import Synchronization

/// Wakes those who wait for the feed, after commits; costs one atomic load when nobody waits.
final class FeedSignal: Sendable {
    private let followers = Atomic<Int>(0)
    private let reader = Mutex<(@Sendable () -> Void)?>(nil)

    func join() { followers.add(1, ordering: .relaxed) }
    func leave() { followers.subtract(1, ordering: .relaxed) }

    /// Sets who is told of every commit, on the writer's thread; it must be quick.
    func tell(_ reader: (@Sendable () -> Void)?) { self.reader.withLock { $0 = reader } }

    func wake(_ loops: Loops) {
        reader.withLock { $0 }?()
        guard followers.load(ordering: .relaxed) > 0 else { return }
        loops.each { pipeline, _ in pipeline.wakeFollowers() }
    }
}
