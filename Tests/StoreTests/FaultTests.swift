import CFaultVFS
import Dispatch
import Synchronization
import Testing

@testable import Store

/// What becomes of a database when SQLite's calls to the system fail, one after the other.
struct FaultTests {
    private static let more = Migration(
        version: 2, name: "colour",
        sql: "ALTER TABLE things ADD COLUMN colour TEXT; UPDATE things SET colour = 'red'")

    /// Runs the body with the first call failing, the second, and so on until none fails; returns how many did.
    ///
    /// Calls fail only inside `disturbed`, which lets nothing but failures of the store through.
    private func sweep(
        _ kind: fault_kind,
        _ body: (_ scratch: Scratch, _ disturbed: (() throws -> Void) throws -> StoreError?) throws
            -> Void
    ) throws -> Int {
        var swept = 0
        while true {
            let scratch = Scratch()
            let folder = fault_watch(scratch.path)
            var failed: Int32 = 0
            try body(scratch) { work in
                fault_arm(folder, kind, Int32(swept + 1), 1)
                defer { failed = fault_disarm(folder) }
                do { try work() } catch let error as StoreError { return error }
                return nil
            }
            if failed == 0 { return swept }
            swept += 1
        }
    }

    private func reopen(
        _ scratch: Scratch, _ migrations: [Migration] = [Scratch.things]
    ) throws -> Database {
        while true {
            do {
                return try Database(path: scratch.file(), migrations: migrations)
            } catch StoreError.locked {
                // The writer's thread may hold the old lock a moment longer.
                continue
            }
        }
    }

    @Test(arguments: [FAULT_IO, FAULT_FULL].map(\.rawValue))
    func `a database whose making was disturbed is made by the next start`(kind: UInt32) throws {
        let swept = try sweep(fault_kind(kind)) { scratch, disturbed in
            let error = try disturbed { _ = try scratch.open(migrations: [Scratch.things]) }
            if case .engine(let code, let message) = error {
                Issue.record("\(code) \(message) says nothing of the disk")
            }
            let database = try reopen(scratch)
            try database.add("a")
            #expect(try database.count() == 1)
            #expect(try database.read { try $0.damage() } == [])
        }
        #expect(swept > 15, "only \(swept) calls to fail")
    }

    @Test(arguments: [FAULT_IO, FAULT_FULL].map(\.rawValue))
    func `an upgrade that was disturbed is done whole by the next start`(kind: UInt32) throws {
        let swept = try sweep(fault_kind(kind)) { scratch, disturbed in
            do { try scratch.open().add("a") }
            let migrations = [Scratch.things, Self.more]
            _ = try disturbed { _ = try reopen(scratch, migrations) }
            let colours = try reopen(scratch, migrations).read { tx in
                try tx.first(text: "SELECT COUNT(*) FROM things WHERE colour = 'red'") {
                    $0.integer(0)
                }
            }
            #expect(colours == 1)
        }
        #expect(swept > 5, "only \(swept) calls to fail")
    }

    @Test func `a disk that fails stops the writer, and what was acknowledged is there`() throws {
        let swept = try sweep(FAULT_IO) { scratch, disturbed in
            var acknowledged: Int64 = 0
            do {
                let failures = Tally()
                let told = DispatchSemaphore(value: 0)
                let database = try Database(
                    path: scratch.file(), migrations: [Scratch.things],
                    onFailure: { _ in
                        failures.add()
                        told.signal()
                    })
                for index in 0..<3 {
                    let error = try disturbed { try database.add("\(index)") }
                    guard error != nil else {
                        acknowledged += 1
                        continue
                    }
                    // Whoever waits is told first.
                    told.wait()
                    #expect(!database.writer.isHealthy)
                    #expect(failures.value == 1)
                    #expect(throws: StoreError.self) { try database.add("later") }
                    try database.settle()
                    break
                }
            }
            let count = try reopen(scratch).count()
            // The one that failed may have come through all the same.
            #expect(count == acknowledged || (acknowledged < 3 && count == acknowledged + 1))
        }
        #expect(swept > 3, "only \(swept) calls to fail")
    }

    @Test(arguments: [FAULT_IO, FAULT_FULL].map(\.rawValue))
    func `a batch that has to run again on a bad disk keeps what it acknowledged`(
        kind: UInt32
    ) throws {
        let swept = try sweep(fault_kind(kind)) { scratch, disturbed in
            let acknowledged = Mutex<Set<String>>([])
            do {
                let database = try scratch.open()
                _ = try disturbed {
                    let done = DispatchGroup()
                    for name in ["0", "1", "2", "3"] {
                        done.enter()
                        let job = Writer.Job(
                            mayRunAgain: true,
                            run: { tx in
                                try tx.execute(
                                    text: "INSERT INTO things (name) VALUES (?)", [.text(name)])
                                if name == "2" { throw Refused() }
                            },
                            done: { error in
                                if error == nil {
                                    acknowledged.withLock { _ = $0.insert(name) }
                                }
                                done.leave()
                            })
                        try database.writer.submit(job, starts: false)
                    }
                    database.writer.start()
                    done.wait()
                }
            }
            let stored = try reopen(scratch).read { tx in
                var names: Set<String> = []
                try tx.query(text: "SELECT name FROM things") { names.insert($0.text(0)) }
                return names
            }
            let told = acknowledged.withLock { $0 }
            #expect(stored.isSubset(of: ["0", "1", "3"]))
            // A commit whose sync failed may have come through all the same.
            #expect(stored.isSuperset(of: told))
            if kind == FAULT_FULL.rawValue { #expect(stored == told) }
        }
        #expect(swept > 1, "only \(swept) calls to fail")
    }

    @Test func `a failed checkpoint stops the writer`() throws {
        var limits = Writer.Limits()
        limits.idleCheckpoint = 0
        let scratch = Scratch()
        nonisolated(unsafe) let folder = fault_watch(scratch.path)
        let database = try scratch.open(limits: limits)
        try database.add("a")
        // The commit syncs the log, the checkpoint syncs it again.
        var number: Int32 = 1
        while database.writer.isHealthy {
            fault_arm(folder, FAULT_IO, number, 1)
            let isAcknowledged = (try? database.add("b\(number)")) != nil
            _ = database.writer.whenIdle { _ in fault_disarm(folder) }
            number += 1
            if isAcknowledged { break }
        }
        #expect(!database.writer.isHealthy)
    }

    @Test func `when there is room again writes go on`() throws {
        let scratch = Scratch()
        let folder = fault_watch(scratch.path)
        let database = try scratch.open()
        fault_arm(folder, FAULT_FULL, 1, 0)
        for _ in 0..<3 {
            do {
                try database.add("a")
                Issue.record("there was room")
            } catch StoreError.full {}
        }
        try database.settle()
        #expect(try database.count() == 0)
        #expect(fault_disarm(folder) > 0)
        try database.add("a")
        #expect(try database.count() == 1)
    }
}
