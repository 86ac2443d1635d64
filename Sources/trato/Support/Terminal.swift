import Glibc

/// Standard output and standard error, unbuffered, so that lines of threads do not mix.
enum Terminal {
    /// Prints a line on standard output; throws when nobody has it, since it may be a key that is printed once.
    static func say(_ line: String) throws(Failure) { try say(Array((line + "\n").utf8)) }

    /// The same for bytes as they are.
    static func say(_ bytes: [UInt8]) throws(Failure) {
        guard write(bytes, to: 1) else {
            throw Failure(
                status: 74,
                sentence: "Standard output cannot be written: \(String(cString: strerror(errno))).")
        }
    }

    /// Prints a sentence on standard error.
    ///
    /// Nobody waits longer than a second for who does not read it: the status says what matters.
    static func complain(_ sentence: String) {
        _ = write(Array("trato: \(sentence)\n".utf8)[...], to: 2, within: 1_000)
    }

    /// A descriptor of the same terminal on which nothing waits, or the descriptor itself.
    ///
    /// A pipe that is ready takes a line; a terminal may say that it is when it takes a byte (tty_poll). One that others
    /// have open too must not be changed, so this is another.
    static func unblocked(_ descriptor: Int32) -> Int32 {
        guard isatty(descriptor) == 1 else { return descriptor }
        let own = open("/proc/self/fd/\(descriptor)", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        return own >= 0 ? own : descriptor
    }

    /// Writes all bytes, for as long as that takes; false, with `errno`, when they cannot be written.
    @discardableResult
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        write(bytes[...], to: descriptor, within: -1).isEmpty
    }

    /// Writes as much as a reader takes while nothing else may wait longer than so many milliseconds for it: the rest.
    static func write(
        _ bytes: ArraySlice<UInt8>, to descriptor: Int32, within milliseconds: Int32
    ) -> ArraySlice<UInt8> {
        var rest = bytes
        while !rest.isEmpty {
            var event = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let ready = poll(&event, 1, milliseconds)
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { break }
            // A pipe that is ready takes that much without waiting (pipe(7)).
            let part = milliseconds < 0 ? rest : rest.prefix(Int(PIPE_BUF))
            let count = part.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        return rest
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
