import CLinux

/// The access log of one loop: JSON lines gathered during a batch and written together.
struct AccessLog {
    private let file: LogFile
    private let limit: Int
    private let secrets: SecretPaths
    private var lines: [UInt8] = []
    /// Lines that were given up since the start.
    private(set) var dropped = 0
    /// How many of them the log itself has not told yet.
    private var untold = 0
    private var time = LogTime()

    init(file: LogFile, limit: Int, secrets: SecretPaths = SecretPaths([])) {
        self.file = file
        self.limit = limit
        self.secrets = secrets
    }

    /// Adds the line of one answer; `bytes` is the size of its content.
    mutating func add(_ exchange: Exchange, status: Int, bytes: Int, now: Int64) {
        guard lines.count < limit else {
            give(up: 1)
            return
        }
        let head = exchange.head
        lines.append("{\"time\":\"")
        time.append(to: &lines)
        lines.append("\",\"request_id\":\"")
        var id: [UInt8] = []
        head.appendID(to: &id)
        lines.append(jsonEscaped: id)
        lines.append("\",\"remote\":\"")
        lines.append(jsonEscaped: head.remoteAddress.utf8)
        lines.append("\",\"method\":\"")
        lines.append(jsonEscaped: head.bytes[head.shape.methodBytes])
        lines.append("\",\"path\":\"")
        let path = head.bytes[head.shape.path]
        if let shown = secrets.shown(path) {
            lines.append(jsonEscaped: shown)
        } else {
            lines.append(jsonEscaped: path)
        }
        lines.append("\",\"status\":")
        lines.append(decimal: status)
        lines.append(",\"bytes\":")
        lines.append(decimal: bytes)
        lines.append(",\"duration_us\":")
        lines.append(decimal: Int(max(0, now - exchange.started)))
        addOptional(exchange)
        lines.append("}\n")
    }

    private mutating func addOptional(_ exchange: Exchange) {
        if let actor = exchange.actor {
            lines.append(",\"actor\":\"")
            lines.append(jsonEscaped: actor.utf8)
            lines.append("\"")
        }
        if let subject = exchange.connection?.tls?.subject {
            lines.append(",\"client\":\"")
            lines.append(jsonEscaped: subject.utf8)
            lines.append("\"")
        }
        if let parent = exchange.head.shape.traceParent {
            let start = parent.lowerBound
            let trace = TraceContext.traceID
            lines.append(",\"trace_id\":\"")
            lines.append(
                contentsOf: exchange.head.bytes[
                    start + trace.lowerBound..<start + trace.upperBound])
            lines.append("\"")
        }
    }

    /// Writes what was gathered; what a full pipe does not take stays for the next batch.
    mutating func flush() {
        guard !lines.isEmpty else { return }
        switch file.write(lines) {
        case .failed:
            // A log that cannot be written must not stop the service: lines are given up, counted.
            give(up: lines.count { $0 == 0x0A })
            lines = []
            return
        case .taken(let count): lines.removeSubrange(..<count)
        }
        guard lines.isEmpty, untold > 0 else { return }
        lines.append("{\"dropped\":")
        lines.append(decimal: untold)
        lines.append("}\n")
        untold = 0
    }

    private mutating func give(up count: Int) {
        dropped += count
        untold += count
    }
}
