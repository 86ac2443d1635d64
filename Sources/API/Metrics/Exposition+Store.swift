import HTTP
import Store

extension Exposition {
    mutating func add(_ counts: WriteTally.Counts, _ database: Database) {
        let writer = database.writer
        gauge("trato_write_queue_length", "Writes that wait for the writer.", writer.backlog)
        gauge("trato_write_queue_limit", "Writes that may wait.", writer.capacity)
        counter(
            "trato_writes_refused_total", "Writes that were not taken, because the queue was full.",
            writer.refused)
        family("trato_writes_total", .counter, "Writes by what became of them.")
        sample([("result", "committed")], counts.committed)
        sample([("result", "rolled_back")], counts.undone)
        sample([("result", "failed")], counts.failed)
        family("trato_transactions_total", .counter, "Transactions, each of one batch of writes.")
        sample([("result", "committed")], counts.committedBatches)
        sample([("result", "failed")], counts.failedBatches)
        family("trato_write_batch_size", .histogram, "Writes that shared a commit.")
        histogram([], counts.batchSizes, .one)
        family(
            "trato_commit_duration_seconds", .histogram,
            "Time of a commit, which waits for the disk."
        )
        histogram([], counts.commits, .microseconds)
        counter(
            "trato_writer_busy_seconds_total", "Time in which the writer did not wait for writes.",
            counts.busy, .microseconds)
        addFiles(counts, database)
    }

    private mutating func addFiles(_ counts: WriteTally.Counts, _ database: Database) {
        family(
            "trato_checkpoint_duration_seconds", .histogram,
            "Time of copying the write-ahead log into the database file.")
        histogram([], counts.checkpoints, .microseconds)
        family("trato_checkpoints_total", .counter, "Checkpoints by what became of them.")
        for result in Writer.Checkpoint.Result.allCases {
            sample([("result", result.rawValue)], counts.checkpointResults[result] ?? 0)
        }
        let size = database.size
        gauge("trato_database_size_bytes", "Size of the database file.", size.file)
        gauge("trato_wal_size_bytes", "Size of the write-ahead log, which never shrinks.", size.log)
        gauge(
            "trato_wal_pages", "Pages of the write-ahead log that no checkpoint has copied.",
            counts.logPages)
    }

    mutating func pageCache(_ cache: [(connection: String, PageCache)]) {
        family("trato_page_cache_hits_total", .counter, "Pages that were found in a page cache.")
        for (connection, cache) in cache { sample([("connection", connection)], cache.hits) }
        family("trato_page_cache_misses_total", .counter, "Pages that had to be read.")
        for (connection, cache) in cache { sample([("connection", connection)], cache.misses) }
    }

    /// What is about the application as a whole.
    mutating func add(_ application: Application) {
        gauge(
            "trato_password_queue_length", "Passwords being checked or waiting for it.",
            application.passwords.length)
        counter(
            "trato_passwords_refused_total", "Passwords not checked because too many waited.",
            application.passwords.refused)
        family("trato_log_lines_total", .counter, "Lines of the operator's log, by level.")
        for level in Log.Level.allCases {
            sample([("level", level.name)], application.log.lines[level] ?? 0)
        }
        gauge("trato_ready", "1 when /readyz answers 200.", application.isReady ? 1 : 0)
        family("trato_build_info", .gauge, "Always 1; the labels say which Trato this is.")
        sample([("version", Version.current), ("sqlite", Database.libraryVersion)], 1)
    }

    mutating func addProcess() {
        guard let process = ProcessFigures.read() else { return }
        counter(
            "process_cpu_seconds_total", "User and system time of the processors.",
            process.cpuMicroseconds, .microseconds)
        gauge("process_resident_memory_bytes", "Memory in RAM.", process.residentBytes)
        gauge("process_virtual_memory_bytes", "Address space.", process.virtualBytes)
        gauge("process_open_fds", "Open file descriptors.", process.openDescriptors)
        gauge("process_max_fds", "File descriptors that may be open.", process.maximumDescriptors)
        gauge("process_threads", "Threads.", process.threads)
        gauge(
            "process_start_time_seconds", "When the process began, since 1970.",
            process.startMicroseconds, .microseconds)
    }
}
