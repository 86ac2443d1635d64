import Synchronization

/// Wakes those who wait for the feed, after commits; costs one atomic load when nobody waits.
final class FeedSignal: Sendable {
    private let followers = Atomic<Int>(0)
    private let listener = Mutex<(@Sendable () -> Void)?>(nil)

    func join() { followers.add(1, ordering: .relaxed) }
    func leave() { followers.subtract(1, ordering: .relaxed) }

    func wake() {
        guard followers.load(ordering: .relaxed) > 0 else { return }
        listener.withLock { $0 }?()
    }

    func onWake(_ work: @escaping @Sendable () -> Void) { listener.withLock { $0 = work } }
}

extension Application {
    /// Sets how the loops are woken after a commit; the server is made after the application.
    package func onChange(_ work: @escaping @Sendable () -> Void) { feed.onWake(work) }
}
