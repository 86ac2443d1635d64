import Glibc

/// Standard output and standard error, unbuffered, so that lines of threads do not mix.
enum Terminal {
    /// Prints a line on standard output.
    static func say(_ line: String) { write(Array((line + "\n").utf8), to: 1) }

    /// Prints a sentence on standard error.
    static func complain(_ sentence: String) { write(Array("trato: \(sentence)\n".utf8), to: 2) }

    /// Writes all bytes; a closed pipe or full disk behind a terminal's descriptor is nobody's to
    /// mend.
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Lines with their cells one under the other, two blanks between columns.
    static func table(_ rows: [[String]]) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            var line = ""
            for (cell, width) in zip(row, widths) {
                line += cell + String(repeating: " ", count: width - cell.count + 2)
            }
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}
