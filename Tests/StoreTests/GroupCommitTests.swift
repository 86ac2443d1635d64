import Dispatch
import Store
import Synchronization
import Testing

struct GroupCommitTests {
    private let scratch = Scratch()

    @Test func `what many threads write is committed once each`() throws {
        let database = try scratch.open()
        let queue = DispatchQueue(label: "writers", attributes: .concurrent)
        let group = DispatchGroup()
        let failures = Tally()
        for thread in 0..<8 {
            queue.async(group: group) {
                for index in 0..<50 {
                    do { try database.add("\(thread)-\(index)") } catch { failures.add() }
                }
            }
        }
        group.wait()
        #expect(failures.value == 0)
        #expect(try database.count() == 400)
    }

    @Test func `jobs that wait share a commit, in their order`() throws {
        let database = try scratch.open()
        let commits = Tally()
        let gate = DispatchSemaphore(value: 0)
        let done = DispatchGroup()
        database.onAnswers { commits.add() }
        done.enter()
        try database.writer.submit(
            Writer.Job(run: { _ in gate.wait() }, done: { _ in done.leave() }))
        for index in 0..<100 {
            done.enter()
            try database.writer.submit(
                Writer.Job(
                    run: { tx in
                        try tx.execute(
                            text: "INSERT INTO things (name) VALUES (?)", [.text("\(index)")])
                    }, done: { _ in done.leave() }))
        }
        gate.signal()
        done.wait()
        let names = try database.read { tx in
            var names: [String] = []
            try tx.query(text: "SELECT name FROM things ORDER BY pk") { names.append($0.text(0)) }
            return names
        }
        #expect(names == (0..<100).map { "\($0)" })
        // The first alone, and what had gathered behind it in a few; the clock bounds a batch, so not always in one.
        #expect(commits.value < 50)
    }

    @Test func `a job that fails undoes only itself`() throws {
        let database = try scratch.open()
        let gate = DispatchSemaphore(value: 0)
        let done = DispatchGroup()
        let outcomes = Mutex<[Int: Bool]>([:])
        try database.writer.submit(Writer.Job(run: { _ in gate.wait() }, done: { _ in }))
        for index in 0..<20 {
            done.enter()
            try database.writer.submit(
                Writer.Job(
                    run: { tx in
                        try tx.execute(
                            text: "INSERT INTO things (name) VALUES (?)", [.text("\(index)")])
                        if index % 2 == 1 { throw Refused() }
                    },
                    done: { error in
                        outcomes.withLock { $0[index] = error is Refused }
                        done.leave()
                    }))
        }
        gate.signal()
        done.wait()
        #expect(try database.count() == 10)
        #expect(
            outcomes.withLock { $0 }
                == Dictionary(uniqueKeysWithValues: (0..<20).map { ($0, $0 % 2 == 1) }))
    }

    @Test func `nobody is told before the commit`() throws {
        let database = try scratch.open()
        let seen = Mutex<Int64>(-1)
        let done = DispatchSemaphore(value: 0)
        try database.writer.submit(
            Writer.Job(
                run: { tx in try tx.execute(text: "INSERT INTO things (name) VALUES ('a')") },
                done: { error in
                    // Another connection sees it already.
                    let count = error == nil ? (try? database.count()) ?? -2 : -3
                    seen.withLock { $0 = count }
                    done.signal()
                }))
        done.wait()
        #expect(seen.withLock { $0 } == 1)
    }

    @Test func `a full queue refuses and goes on when there is room`() throws {
        var limits = Writer.Limits()
        limits.queue = 3
        let database = try scratch.open(limits: limits)
        let started = DispatchSemaphore(value: 0)
        let gate = DispatchSemaphore(value: 0)
        try database.writer.submit(
            Writer.Job(
                run: { _ in
                    started.signal()
                    gate.wait()
                }, done: { _ in }))
        started.wait()
        let done = DispatchGroup()
        for _ in 0..<3 {
            done.enter()
            try database.writer.submit(Writer.Job(run: { _ in }, done: { _ in done.leave() }))
        }
        #expect(database.writer.backlog == 3)
        let ran = Tally()
        #expect(throws: StoreError.self) {
            try database.writer.submit(
                Writer.Job(run: { _ in ran.add() }, done: { _ in ran.add() }))
        }
        gate.signal()
        done.wait()
        try database.add("later")
        #expect(ran.value == 0)
        #expect(try database.count() == 1)
    }

    @Test func `a queue of large jobs is full before it is long`() throws {
        var limits = Writer.Limits()
        limits.queueBytes = 1_000
        let database = try scratch.open(limits: limits)
        let started = DispatchSemaphore(value: 0)
        let gate = DispatchSemaphore(value: 0)
        try database.writer.submit(
            Writer.Job(
                bytes: 5_000,
                run: { _ in
                    started.signal()
                    gate.wait()
                }, done: { _ in }))
        // It no longer waits, so its bytes do not count.
        started.wait()
        let done = DispatchGroup()
        func submit(_ bytes: Int) throws {
            done.enter()
            try database.writer.submit(
                Writer.Job(bytes: bytes, run: { _ in }, done: { _ in done.leave() }))
        }
        try submit(999)
        try submit(1_000)
        #expect(throws: StoreError.self) {
            try database.writer.submit(Writer.Job(bytes: 1, run: { _ in }, done: { _ in }))
        }
        gate.signal()
        done.wait()
        try submit(1_000)
        done.wait()
    }

    @Test func `a transaction has one time`() throws {
        let time = Atomic<Int64>(1_000)
        let database = try Database(
            path: scratch.file(), migrations: [Scratch.things],
            clock: Clock { time.add(1, ordering: .relaxed).newValue })
        let (first, second) = try database.write { ($0.milliseconds, $0.milliseconds) }
        #expect(first == second)
        #expect(try database.write { $0.milliseconds } > first)
    }
}
