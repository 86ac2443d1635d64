import Glibc

/// Reads a password from standard input, where no process list and no shell history sees it.
enum Password {
    /// One line; asked for twice, without echo, at a terminal.
    ///
    /// Throws `Failure` (EX_USAGE) for an empty one or two that differ, (EX_DATAERR) for bytes that
    /// are no UTF-8.
    static func read() throws(Failure) -> String {
        guard isatty(0) == 1 else {
            let password = try line()
            guard !password.isEmpty else {
                throw .usage("The password is read from standard input, which is empty.")
            }
            return password
        }
        let password = try ask("Password: ")
        guard try ask("Again: ") == password else { throw .usage("The two passwords differ.") }
        guard !password.isEmpty else { throw .usage("The password is empty.") }
        return password
    }

    private static func ask(_ prompt: String) throws(Failure) -> String {
        Terminal.write(Array(prompt.utf8), to: 2)
        var before = termios()
        guard tcgetattr(0, &before) == 0 else { return try line() }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        // Without silence nothing may be typed.
        guard tcsetattr(0, TCSAFLUSH, &silent) == 0 else {
            throw .usage("The terminal does not hide what is typed; use a pipe.")
        }
        defer {
            tcsetattr(0, TCSAFLUSH, &before)
            Terminal.write([0x0A], to: 2)
        }
        return try line()
    }

    private static func line() throws(Failure) -> String {
        guard let text = readLine(strippingNewline: true) else { return "" }
        // `readLine` repairs what is no UTF-8, and a repaired password is another one.
        guard !text.unicodeScalars.contains("\u{FFFD}") else {
            throw .data("The password is not UTF-8.")
        }
        return text
    }
}
