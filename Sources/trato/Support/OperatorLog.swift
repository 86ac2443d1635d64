import API
import Glibc

/// The operator's log on standard error.
enum OperatorLog {
    /// A log as the configuration wants it; unless it says, for people at a terminal and JSON lines
    /// for everything else.
    static func open(_ configuration: Configuration) -> Log {
        let format = configuration.logFormat ?? (isatty(2) == 1 ? .text : .json)
        return Log(format, configuration.logLevel) { Terminal.write($0, to: 2) }
    }
}
