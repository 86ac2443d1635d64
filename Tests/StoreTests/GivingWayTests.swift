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

    @Test func `one that has to run again does so at once, and gives nobody else savepoints`()
        throws
    {
        let database = try scratch.open()
        func run(_ name: String, givesWay: Bool) throws -> Int {
            let runs = Atomic(0)
            let done = DispatchSemaphore(value: 0)
            try database.writer.submit(
                Writer.Job(
                    isolation: givesWay ? .own : .savepoint, mayRunAgain: true, givesWay: givesWay,
                    run: { tx in
                        try tx.execute(text: "INSERT INTO things (name) VALUES (?)", [.text(name)])
                        if runs.add(1, ordering: .relaxed).newValue == 1 { throw Refused() }
                    }, done: { _ in done.signal() }))
            done.wait()
            return runs.load(ordering: .relaxed)
        }
        for number in 0..<3 {
            #expect(try run("step \(number)", givesWay: true) == 2)
        }
        // With savepoints its failure would have undone it alone.
        #expect(try run("other", givesWay: false) == 2)
        // These are the next batches with savepoints, and a step is none of them.
        #expect(try run("step 3", givesWay: true) == 2)
        #expect(try run("another", givesWay: false) == 1)
        let count = try database.read { tx in
            try tx.first(text: "SELECT COUNT(*) FROM things") { $0.integer(0) }
        }
        #expect(count == 5)
    }

    @Test func `the log is copied while only they wait`() throws {
        var limits = Writer.Limits()
        limits.idleCheckpoint = 0
        let database = try scratch.open(limits: limits)
        let copied = Atomic(0)
        _ = try order(database, count: 4) { done in
            database.onEvent { event in
                if case .checkpoint = event { copied.add(1, ordering: .relaxed) }
            }
            for number in 0..<4 { try database.writer.submit(add("\(number)", done)) }
        }
        // Behind the last one's checkpoint. A log that began anew and is as long as before is not copied at once.
        database.writer.whenIdle { _ in }
        #expect(copied.load(ordering: .relaxed) > 1)
    }

    private func add(_ name: String, _ done: DispatchGroup) -> Writer.Job {
        Writer.Job(
            givesWay: true,
            run: { try $0.execute(text: "INSERT INTO things (name) VALUES (?)", [.text(name)]) },
            done: { _ in done.leave() })
    }
}
