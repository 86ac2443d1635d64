import Dispatch
import Store
import Synchronization
import Testing

/// Jobs that wait behind all others, such as the steps of an import.
struct GivingWayTests {
    private let scratch = Scratch()
    private let ran = Ran()

    private final class Ran: Sendable {
        let names = Mutex<[String]>([])
        let sizes = Mutex<[Int]>([])
    }

    /// Runs what `queue` submits while the writer is held, and returns the names in the order in which they ran.
    private func order(
        _ database: Database, count: Int, _ queue: (DispatchGroup) throws -> Void
    ) throws -> [String] {
        let gate = DispatchSemaphore(value: 0)
        let started = DispatchSemaphore(value: 0)
        let done = DispatchGroup()
        for _ in 0..<count { done.enter() }
        try database.writer.submit(
            Writer.Job(
                run: { _ in
                    started.signal()
                    gate.wait()
                }, done: { _ in }))
        started.wait()
        database.onEvent { [ran] event in
            if case .batch(let batch) = event { ran.sizes.withLock { $0.append(batch.jobs) } }
        }
        try queue(done)
        gate.signal()
        done.wait()
        return ran.names.withLock { $0 }
    }

    private func job(
        _ name: String, givesWay: Bool = false, _ done: DispatchGroup,
        then next: @escaping @Sendable () throws -> Void = {}
    ) -> Writer.Job {
        Writer.Job(
            givesWay: givesWay,
            run: { [ran] _ in
                ran.names.withLock { $0.append(name) }
                try next()
            }, done: { _ in done.leave() })
    }

    @Test func `they run behind what waits, each in a commit of its own`() throws {
        let database = try scratch.open()
        let names = try order(database, count: 5) { done in
            for name in ["step 1", "step 2"] {
                try database.writer.submit(job(name, givesWay: true, done))
            }
            for name in ["a", "b", "c"] { try database.writer.submit(job(name, done)) }
            #expect(database.writer.backlog == 5)
            #expect(database.writer.isAwaited)
        }
        #expect(names == ["a", "b", "c", "step 1", "step 2"])
        #expect(!database.writer.isAwaited)
        // The first is that of the gate.
        #expect(ran.sizes.withLock { $0 } == [1, 3, 1, 1])
    }

    @Test func `they have their turn beside writes that never end`() throws {
        let database = try scratch.open()
        let names = try order(database, count: 6) { done in
            for name in ["step 1", "step 2", "step 3"] {
                try database.writer.submit(job(name, givesWay: true, done))
            }
            let third = job("c", done)
            let second = job("b", done) { try database.writer.submit(third) }
            let first = job("a", done) { try database.writer.submit(second) }
            try database.writer.submit(first)
        }
        #expect(names == ["a", "step 1", "b", "step 2", "c", "step 3"])
    }
}
