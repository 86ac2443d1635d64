import Store
import Synchronization

/// Wakes those who wait for the feed, after commits; costs one atomic load when nobody waits.
final class FeedSignal: Sendable {
    private let followers = Atomic<Int>(0)
    private let reader = Listener<Void>()

    func join() { followers.add(1, ordering: .relaxed) }
    func leave() { followers.subtract(1, ordering: .relaxed) }

    /// Sets who is told of every commit, on the writer's thread; it must be quick.
    func tell(_ reader: (@Sendable () -> Void)?) {
        guard let reader else { return self.reader.set(nil) }
        self.reader.set(reader)
    }

    func wake(_ loops: Loops) {
        reader.call()
        guard followers.load(ordering: .relaxed) > 0 else { return }
        loops.each { pipeline, _ in pipeline.wakeFollowers() }
    }
}
