import Dispatch
import Store
import Synchronization
import Testing

/// Jobs that may run again share a commit without savepoints, until one fails after it has changed something.
@Suite struct RunningAgainTests {
    private let scratch = Scratch()

    @Test func `a job that fails after a change undoes only itself, and the others run twice`()
        throws
    {
        let database = try scratch.open()
        let outcome = try together(database, count: 10) { index, tx in
            try add("\(index)", tx)
            if index == 4 || index == 7 { throw Refused() }
        }
        #expect(try names(database) == ["0", "1", "2", "3", "5", "6", "8", "9"])
        #expect(outcome.failed == [4, 7])
        // The fourth took all back; with savepoints the seventh only itself.
        #expect(outcome.runs == [2, 2, 2, 2, 2, 1, 1, 1, 1, 1])
    }

    @Test func `a job that fails before its first change makes nobody run again`() throws {
        let database = try scratch.open()
        let outcome = try together(database, count: 5) { index, tx in
            if index == 2 { throw Refused() }
            try add("\(index)", tx)
        }
        #expect(try names(database) == ["0", "1", "3", "4"])
        #expect(outcome.failed == [2])
        #expect(outcome.runs == [1, 1, 1, 1, 1])
    }

    @Test func `a statement that the engine refuses has changed nothing`() throws {
        let database = try scratch.open()
        let outcome = try together(database, count: 3) { index, tx in
            try add(index == 1 ? "0" : "\(index)", tx)
        }
        #expect(try names(database) == ["0", "2"])
        #expect(outcome.failed == [1])
        #expect(outcome.runs == [1, 1, 1])
    }

    @Test func `a change of the schema is a change`() throws {
        let database = try scratch.open()
        let outcome = try together(database, count: 3) { index, tx in
            guard index == 1 else { return try add("\(index)", tx) }
            try tx.execute(text: "CREATE INDEX made ON things (pk, name)")
            throw Refused()
        }
        #expect(outcome.runs == [2, 2, 1])
        #expect(try names(database) == ["0", "2"])
        let indices = try database.read { tx in
            try tx.first(text: "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'made'") {
                $0.integer(0)
            }
        }
        #expect(indices == 0)
    }

    @Test func `work put off runs once, however often its job ran`() throws {
        let database = try scratch.open()
        _ = try together(database, count: 3) { index, tx in
            tx.beforeCommit { try add("later \(index)", $0) }
            try add("\(index)", tx)
            if index == 1 { throw Refused() }
        }
        #expect(try names(database) == ["0", "2", "later 0", "later 2"])
    }

    @Test func `a trial has its savepoint always`() throws {
        let database = try scratch.open()
        let outcome = try together(database, count: 3, isolation: .always) { index, tx in
            try add("\(index)", tx)
            if index == 1 { throw Refused() }
        }
        #expect(try names(database) == ["0", "2"])
        #expect(outcome.runs == [1, 1, 1])
    }

    @Test func `one job that must not run again gives all of its batch savepoints`() throws {
        let database = try scratch.open()
        let outcome = try together(database, count: 3, mayRunAgain: { $0 != 2 }) { index, tx in
            try add("\(index)", tx)
            if index == 1 { throw Refused() }
        }
        #expect(try names(database) == ["0", "2"])
        #expect(outcome.runs == [1, 1, 1])
    }

    @Test func `after one that had to run again, batches have savepoints for a while`() throws {
        let database = try scratch.open()
        func failing() throws -> [Int] {
            try together(database, count: 2) { index, tx in
                try tx.execute(text: "INSERT INTO things (name) VALUES (hex(randomblob(8)))")
                if index == 1 { throw Refused() }
            }.runs
        }
        #expect(try failing() == [2, 2])
        #expect(try failing() == [1, 1])
        for _ in 0..<20 { _ = try together(database, count: 1) { _, _ in } }
        #expect(try failing() == [2, 2])
    }

    /// Whatever fails where, what was answered with success is stored, once, and nothing else.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func `any mixture of failures leaves what succeeded`(seed: UInt64) throws {
        let database = try scratch.open()
        var state = seed &+ 1
        let fates = (0..<30).map { _ -> Int in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % 8
        }
        let outcome = try together(database, count: fates.count) { index, tx in
            switch fates[index] {
            case 0: throw Refused()
            case 1:
                try add("\(index)", tx)
                tx.beforeCommit { try add("later \(index)", $0) }
                throw Refused()
            case 2:
                try? tx.savepoint {
                    try add("inner \(index)", tx)
                    throw Refused()
                }
                try add("\(index)", tx)
            default: try add("\(index)", tx)
            }
        }
        let refused = fates.indices.filter { fates[$0] < 2 }
        #expect(outcome.failed == refused, "seed \(seed)")
        let kept = fates.indices.filter { fates[$0] >= 2 }.map { "\($0)" }
        #expect(try names(database) == kept, "seed \(seed)")
    }

    // MARK: Helpers

    private struct Outcome {
        var failed: [Int] = []
        var runs: [Int] = []
    }

    /// Runs jobs that all wait before the first of them begins.
    private func together(
        _ database: Database, count: Int, isolation: Writer.Job.Isolation = .savepoint,
        mayRunAgain: (Int) -> Bool = { _ in true },
        _ body: @escaping @Sendable (Int, Transaction) throws -> Void
    ) throws -> Outcome {
        let outcome = Mutex(Outcome(runs: Array(repeating: 0, count: count)))
        let done = DispatchGroup()
        for index in 0..<count {
            done.enter()
            let job = Writer.Job(
                isolation: isolation, mayRunAgain: mayRunAgain(index),
                run: { tx in
                    outcome.withLock { $0.runs[index] += 1 }
                    try body(index, tx)
                },
                done: { error in
                    if error != nil { outcome.withLock { $0.failed.append(index) } }
                    done.leave()
                })
            try database.writer.submit(job, starts: false)
        }
        database.writer.start()
        done.wait()
        return outcome.withLock { $0 }
    }

    private func names(_ database: Database) throws -> [String] {
        try database.read { tx in
            var names: [String] = []
            try tx.query(text: "SELECT name FROM things ORDER BY pk") { names.append($0.text(0)) }
            return names
        }
    }
}

private func add(_ name: String, _ tx: Transaction) throws {
    try tx.execute(text: "INSERT INTO things (name) VALUES (?)", [.text(name)])
}
