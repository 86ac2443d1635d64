import Dispatch
import Store
import Synchronization
import Testing

struct WriterEventTests {
    private let scratch = Scratch()

    @Test func `a batch is reported before anybody is answered, with what became of its jobs`()
        throws
    {
        let database = try scratch.open()
        let events = Events(database)
        let answered = Mutex<[Int]>([])
        let gate = DispatchSemaphore(value: 0)
        let done = DispatchGroup()
        done.enter()
        try database.writer.submit(
            Writer.Job(run: { _ in gate.wait() }, done: { _ in done.leave() }))
        for index in 0..<6 {
            done.enter()
            try database.writer.submit(
                Writer.Job(
                    run: { tx in
                        try tx.execute(
                            text: "INSERT INTO things (name) VALUES (?)", [.text("\(index)")])
                        if index % 3 == 0 { throw Refused() }
                    },
                    done: { _ in
                        answered.withLock { $0.append(events.batches.reduce(0) { $0 + $1.jobs }) }
                        done.leave()
                    }))
        }
        gate.signal()
        done.wait()
        #expect(events.batches.reduce(0) { $0 + $1.jobs } == 7)
        #expect(events.batches.reduce(0) { $0 + $1.undone } == 2)
        // Whoever was told had been counted.
        for (index, jobs) in answered.withLock({ $0 }).enumerated() { #expect(jobs >= index + 2) }
        for batch in events.batches {
            #expect(batch.isCommitted)
            #expect(batch.microseconds >= batch.commitMicroseconds)
        }
        let pages = events.batches.map(\.logPages)
        #expect(pages == pages.sorted() && pages.last ?? 0 > 0)
        #expect(events.batches.reduce(0) { $0 + $1.cache.hits } > 0)
    }

    @Test func `a checkpoint is reported with what it has copied`() throws {
        var limits = Writer.Limits()
        limits.idleCheckpoint = 0
        let database = try scratch.open(limits: limits)
        let events = Events(database)
        try database.add("one")
        try database.settle()
        let checkpoint = try #require(events.checkpoints.first)
        #expect(checkpoint.result == .complete)
        #expect(checkpoint.pages > 0 && checkpoint.copied == checkpoint.pages)
        #expect(database.size.file > 0)
    }

    @Test func `a checkpoint that a reader holds back is partial`() throws {
        var limits = Writer.Limits()
        limits.idleCheckpoint = 0
        let database = try scratch.open(limits: limits)
        try database.add("one")
        // A checkpoint is made after the answer, and only while nobody waits.
        database.writer.whenIdle { _ in }
        let reader = try database.reader()
        _ = try reader.transaction().first(text: "SELECT COUNT(*) FROM things") { $0.integer(0) }
        let events = Events(database)
        // The log begins anew with the first of them, and is longer than before with the second.
        for name in ["two", "three"] {
            try database.add(name)
            database.writer.whenIdle { _ in }
        }
        #expect(events.checkpoints.first?.result == .partial)
        reader.end()
    }

    @Test func `a writer says what it did not take`() throws {
        var limits = Writer.Limits()
        limits.queue = 1
        let database = try scratch.open(limits: limits)
        let (started, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        try database.writer.submit(
            Writer.Job(
                run: { _ in
                    started.signal()
                    gate.wait()
                }, done: { _ in }))
        started.wait()
        try database.writer.submit(Writer.Job(run: { _ in }, done: { _ in }))
        for _ in 0..<3 {
            #expect(throws: StoreError.self) {
                try database.writer.submit(Writer.Job(run: { _ in }, done: { _ in }))
            }
        }
        #expect(database.writer.refused == 3)
        #expect(database.writer.backlog == 1)
        #expect(database.writer.capacity == 1)
        gate.signal()
        // Behind what waits, so that nothing runs when the test has ended.
        try database.settle()
    }

    @Test func `the page cache of a reader counts what it read`() throws {
        let database = try scratch.open()
        try database.add("one")
        let reader = try database.reader()
        _ = try reader.transaction().first(text: "SELECT * FROM things") { $0.text(1) }
        let first = reader.pageCache()
        #expect(first.misses > 0)
        _ = try reader.transaction().first(text: "SELECT * FROM things") { $0.text(1) }
        let second = reader.pageCache()
        #expect(second.misses == first.misses)
        #expect(second.hits > first.hits)
        reader.end()
    }
}

/// What a database's writer has reported.
private final class Events: Sendable {
    private let kept = Mutex<[Writer.Event]>([])

    init(_ database: Database) {
        database.onEvent { [self] event in kept.withLock { $0.append(event) } }
    }

    var batches: [Writer.Batch] {
        kept.withLock { $0 }.compactMap {
            if case .batch(let batch) = $0 { batch } else { nil }
        }
    }

    var checkpoints: [Writer.Checkpoint] {
        kept.withLock { $0 }.compactMap {
            if case .checkpoint(let checkpoint) = $0 { checkpoint } else { nil }
        }
    }
}
