/// Work that waits for its time, as a binary heap by deadline.
struct TimerQueue {
    private struct Entry {
        var deadline: Int64
        var order: UInt64
        var work: () -> Void

        func isBefore(_ other: Entry) -> Bool {
            (deadline, order) < (other.deadline, other.order)
        }
    }
    private var heap: [Entry] = []
    private var order: UInt64 = 0

    /// The earliest deadline in milliseconds, or nil when nothing waits.
    var next: Int64? { heap.first?.deadline }

    /// Adds work; equal deadlines keep their order.
    mutating func add(at deadline: Int64, _ work: @escaping () -> Void) {
        order += 1
        heap.append(Entry(deadline: deadline, order: order, work: work))
        var child = heap.count - 1
        while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the first work whose deadline has come, or nil.
    mutating func take(dueAt now: Int64) -> (() -> Void)? {
        guard let first = heap.first, first.deadline <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        sink()
        return first.work
    }

    /// Forgets all work.
    mutating func removeAll() { heap = [] }

    private mutating func sink() {
        var parent = 0
        while true {
            let left = parent * 2 + 1
            guard left < heap.count else { return }
            let right = left + 1
            let child = right < heap.count && heap[right].isBefore(heap[left]) ? right : left
            guard heap[child].isBefore(heap[parent]) else { return }
            heap.swapAt(child, parent)
            parent = child
        }
    }
}
