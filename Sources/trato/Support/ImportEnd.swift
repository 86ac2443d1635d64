import API
import Dispatch
import Glibc
import HTTP
import JSON
import Schema

/// How an import stands.
struct ImportState {
    var status = ""
    var error: String?
    var counts: [String: Int64] = [:]

    func count(_ name: String) -> Int64 { counts[name] ?? 0 }

    static let names = [
        "bytes_read", "bytes_total", "rows_read", "rows_created", "rows_updated", "rows_unchanged",
        "rows_ignored", "rows_failed",
    ]

    var isEnded: Bool { status != "queued" && status != "running" }
}

/// What came of an import.
struct ImportEnd {
    let state: ImportState
    /// The rows that failed, as NDJSON.
    let errors: [UInt8]
    /// The signal by which it was stopped, if it was.
    let interruption: Int32?

    private var isClean: Bool { state.status == "completed" && state.count("rows_failed") == 0 }

    var sentence: String {
        let parts = [
            ("rows_created", "created"), ("rows_updated", "updated"),
            ("rows_unchanged", "unchanged"), ("rows_ignored", "ignored"), ("rows_failed", "failed"),
        ]
        return "\(state.count("rows_read")) rows: "
            + parts.map { "\(state.count($0.0)) \($0.1)" }.joined(separator: ", ")
    }

    /// What went wrong; `file` has the rows that failed, where somebody asked for it.
    private func complaint(_ file: String?) -> String {
        if let error = state.error { return error }
        if state.status != "completed" { return "The import is \(state.status)." }
        let rows = "\(state.count("rows_failed")) rows failed"
        return file.map { "\(rows); they stand in \($0)." }
            ?? "\(rows); --errors writes them to a file."
    }

    /// Why the command does not end well; nil when it does.
    func failure(_ file: String?) -> Failure? {
        if state.status == "cancelled", let interruption {
            return Failure(
                status: 128 + interruption,
                sentence: "The import was stopped; the rows before that are taken.")
        }
        return isClean ? nil : .data(complaint(file))
    }

    func write(to path: String) throws(Failure) {
        guard let file = fopen(path, "wbe") else {
            throw .usage("\(path) cannot be written: \(String(cString: strerror(errno))).")
        }
        defer { fclose(file) }
        guard fwrite(errors, 1, errors.count, file) == errors.count else {
            throw Failure(status: 74, sentence: "\(path) cannot be written.")
        }
    }
}

/// A line that says how far something has come, where somebody watches.
final class ProgressBar {
    private let isShown = isatty(2) == 1
    private let begin = ContinuousClock.now
    private var width = 0

    func show(_ part: Double, _ text: String) {
        guard isShown else { return }
        let cells = 30
        let filled = max(0, min(cells, Int(part * Double(cells))))
        let bar =
            String(repeating: "#", count: filled)
            + String(repeating: ".", count: cells - filled)
        let line = "\r[\(bar)] \(Int(max(0, min(1, part)) * 100)) % \(text)"
        let rest = String(repeating: " ", count: max(0, width - line.count))
        width = line.count
        Terminal.write(Array((line + rest).utf8), to: 2)
    }

    func show(_ state: ImportState) {
        let seconds = (ContinuousClock.now - begin).components.seconds
        let rate = seconds > 0 ? ", \(state.count("rows_read") / seconds) rows/s" : ""
        let total = max(1, state.count("bytes_total"))
        show(
            Double(state.count("bytes_read")) / Double(total),
            "\(state.count("rows_read")) rows\(rate), \(state.count("rows_failed")) failed")
    }

    func end() {
        if isShown, width > 0 { Terminal.write([0x0A], to: 2) }
    }
}

/// An import into a database that no server has.
struct LocalImport {
    private let application: Application
    private let bar: ProgressBar

    init(_ application: Application, _ bar: ProgressBar) {
        self.application = application
        self.bar = bar
    }

    func run(
        _ file: String, _ format: BulkFormat, _ parameters: [(String, String)]
    ) throws -> ImportEnd {
        let id = try application.adopt(
            file: file, format, parameters.map { (name: $0.0, value: $0.1) })
        let interruption = Interruption()
        let ended = DispatchSemaphore(value: 0)
        let application = application
        Thread.detach {
            application.bulk.finish(application)
            ended.signal()
        }
        while ended.wait(timeout: .now() + .milliseconds(200)) == .timedOut {
            bar.show(try state(of: id))
            guard interruption.number != nil else { continue }
            try application.cancel(import: id)
            application.bulk.stop()
        }
        let state = try state(of: id)
        bar.show(state)
        bar.end()
        var errors: [UInt8] = []
        try application.errors(of: id) { errors += Array(($0 + "\n").utf8) }
        return ImportEnd(state: state, errors: errors, interruption: interruption.number)
    }

    private func state(of id: RecordID) throws -> ImportState {
        let (status, error) = try application.status(of: id)
        return ImportState(
            status: status, error: error, counts: try application.progress(of: id))
    }
}

/// Work beside the main thread.
private enum Thread {
    static func detach(_ work: @escaping @Sendable () -> Void) {
        DispatchQueue.global(qos: .userInitiated).async(execute: work)
    }
}

/// An import through a running server.
struct RemoteImport {
    private let server: RemoteServer
    private let bar: ProgressBar

    init(_ server: RemoteServer, _ bar: ProgressBar) {
        self.server = server
        self.bar = bar
    }

    func run(
        _ file: String, _ format: BulkFormat, _ parameters: [(String, String)]
    ) throws(RemoteError) -> ImportEnd {
        let query = parameters.map {
            "\(PercentCoding.encode($0.0))=\(PercentCoding.encode($0.1))"
        }.joined(separator: "&")
        let size = LocalImport.size(of: file)
        let made = try server.post(
            "/v1/imports?" + query, file: file,
            type: format == .csv ? "text/csv" : "application/x-ndjson"
        ) { [bar] sent in
            bar.show(Double(sent) / Double(max(1, size)), "sent")
        }
        guard made.status == 201, let id = made.json?.root["id"]?.string else {
            throw RemoteError(Self.reason(made))
        }
        // Until here nothing is left behind when the command is stopped.
        let interruption = Interruption()
        var (state, isCancelled) = (ImportState(), false)
        repeat {
            usleep(300_000)
            if interruption.number != nil, !isCancelled {
                let answer = try server.post(
                    "/v1/imports/\(id)/cancel", file: "/dev/null", type: "application/json"
                ) { _ in }
                // It may have ended by itself: how it stands is asked next. A server without time is asked again.
                isCancelled = answer.status < 500 && answer.status != 429
            }
            let answer = try server.get("/v1/imports/\(id)")
            guard answer.status == 200, let root = answer.json?.root else {
                throw RemoteError(Self.reason(answer))
            }
            state.status = root["status"]?.string ?? ""
            state.error = root["error"]?.string
            for name in ImportState.names { state.counts[name] = root[name]?.integer ?? 0 }
            bar.show(state)
        } while !state.isEnded
        bar.end()
        let errors =
            state.count("rows_failed") > 0
            ? try server.get("/v1/imports/\(id)/errors").body : []
        return ImportEnd(state: state, errors: errors, interruption: interruption.number)
    }

    private static func reason(_ answer: RemoteServer.Answer) -> String {
        let detail = answer.json?.root["detail"]?.string
        return detail.map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }
            ?? "the answer has the status \(answer.status)"
    }
}

extension LocalImport {
    static func size(of file: String) -> Int64 {
        var status = stat()
        return stat(file, &status) == 0 ? Int64(status.st_size) : 0
    }
}
