import Synchronization

/// Wakes those who wait for the feed, after commits; costs one atomic load when nobody waits.
final class FeedSignal: Sendable {
    private let followers = Atomic<Int>(0)

    func join() { followers.add(1, ordering: .relaxed) }
    func leave() { followers.subtract(1, ordering: .relaxed) }

    func wake(_ loops: Loops) {
        guard followers.load(ordering: .relaxed) > 0 else { return }
        loops.each { pipeline, _ in pipeline.wakeFollowers() }
    }
}
