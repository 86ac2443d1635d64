import Dispatch
import Synchronization

/// Runs a closure for many elements at once, each on a thread of its own, and waits for all.
package enum Concurrently {
    package static func map<R: Sendable>(
        _ range: Range<Int>, _ body: @escaping @Sendable (Int) -> R
    ) -> [R] {
        let results = Results<R>()
        let queue = DispatchQueue(label: "trato.test.concurrently", attributes: .concurrent)
        let group = DispatchGroup()
        for index in range {
            queue.async(group: group) { results.put(index, body(index)) }
        }
        group.wait()
        return results.inOrder
    }

    private final class Results<R: Sendable>: Sendable {
        private let found = Mutex<[Int: R]>([:])

        func put(_ index: Int, _ result: R) { found.withLock { $0[index] = result } }

        var inOrder: [R] { found.withLock { $0.sorted { $0.key < $1.key }.map(\.value) } }
    }
}
