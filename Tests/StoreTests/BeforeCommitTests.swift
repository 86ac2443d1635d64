import Dispatch
import Store
import Synchronization
import Testing

@Suite struct BeforeCommitTests {
    private let scratch = Scratch()

    @Test func `work put off runs once, after the job, in the same commit`() throws {
        let database = try scratch.open()
        try database.write { tx in
            tx.beforeCommit { try $0.execute(text: "INSERT INTO things (name) VALUES ('later')") }
            try tx.execute(text: "INSERT INTO things (name) VALUES ('first')")
        }
        #expect(try names(database) == ["first", "later"])
    }

    @Test func `work put off by what was undone is forgotten`() throws {
        let database = try scratch.open()
        struct Undone: Error {}
        try database.write { tx in
            tx.beforeCommit { try $0.execute(text: "INSERT INTO things (name) VALUES ('kept')") }
            try? tx.savepoint {
                tx.beforeCommit {
                    try $0.execute(text: "INSERT INTO things (name) VALUES ('inner')")
                }
                throw Undone()
            }
        }
        #expect(throws: Undone.self) {
            try database.write { tx in
                tx.beforeCommit {
                    try $0.execute(text: "INSERT INTO things (name) VALUES ('failed')")
                }
                throw Undone()
            }
        }
        #expect(try names(database) == ["kept"])
    }

    @Test func `work put off that fails undoes the whole batch, and the next one goes on`() throws {
        let database = try scratch.open()
        #expect(throws: StoreError.self) {
            try database.write { tx in
                try tx.execute(text: "INSERT INTO things (name) VALUES ('undone')")
                tx.beforeCommit { try $0.execute(text: "INSERT INTO nowhere VALUES (1)") }
            }
        }
        try database.write { tx in
            try tx.execute(text: "INSERT INTO things (name) VALUES ('next')")
            return
        }
        #expect(try names(database) == ["next"])
    }

    @Test func `a job without isolation keeps what it did, and fails its batch if it throws after`()
        throws
    {
        let database = try scratch.open()
        struct Late: Error {}
        let early = outcome(database) { _ in throw Late() }
        #expect(early is Late)
        let late = outcome(database) { tx in
            try tx.execute(text: "INSERT INTO things (name) VALUES ('undone')")
            throw Late()
        }
        #expect(late != nil)
        let fine = outcome(database) { tx in
            _ = try tx.savepoint {
                try tx.execute(text: "INSERT INTO things (name) VALUES ('done')")
            }
        }
        #expect(fine == nil)
        #expect(try names(database) == ["done"])
    }

    @Test func `a job that fails late does not fail those that share its commit`() throws {
        struct Late: Error {}
        let database = try scratch.open()
        let failures = Mutex<[Int: String]>([:])
        let done = DispatchSemaphore(value: 0)
        for number in 0..<5 {
            let job = Writer.Job(
                isolation: number == 2 ? .own : .savepoint, mayRunAgain: true,
                run: { tx in
                    try tx.execute(text: "INSERT INTO things (name) VALUES ('\(number)')")
                    if number == 2 { throw Late() }
                },
                done: { failure in
                    failures.withLock { $0[number] = failure.map { "\($0)" } }
                    done.signal()
                })
            try database.writer.submit(job, starts: false)
        }
        database.writer.start()
        for _ in 0..<5 { done.wait() }
        #expect(failures.withLock { $0 } == [2: "Late()"])
        #expect(try names(database) == ["0", "1", "3", "4"])
    }

    @Test func `a queued job waits until the writer is started`() throws {
        let database = try scratch.open()
        let ran = Atomic(false)
        let done = DispatchSemaphore(value: 0)
        try database.writer.submit(
            Writer.Job(
                run: { _ in ran.store(true, ordering: .relaxed) }, done: { _ in done.signal() }),
            starts: false)
        #expect(database.writer.backlog == 1)
        let early = ran.load(ordering: .relaxed)
        #expect(!early)
        database.writer.start()
        done.wait()
        let late = ran.load(ordering: .relaxed)
        #expect(late)
    }

    private func outcome(
        _ database: Database, _ run: @escaping @Sendable (Transaction) throws -> Void
    ) -> (any Error)? {
        let error = Mutex<(any Error)?>(nil)
        let done = DispatchSemaphore(value: 0)
        let job = Writer.Job(
            isolation: .own, run: run,
            done: { failure in
                error.withLock { $0 = failure }
                done.signal()
            })
        do { try database.writer.submit(job) } catch { return error }
        done.wait()
        return error.withLock { $0 }
    }

    private func names(_ database: Database) throws -> [String] {
        try database.read { tx in
            var names: [String] = []
            try tx.query(text: "SELECT name FROM things ORDER BY pk") { names.append($0.text(0)) }
            return names
        }
    }
}
