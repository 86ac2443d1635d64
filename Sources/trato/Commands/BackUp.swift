import ArgumentParser
import Glibc
import Store

struct BackUp: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the database, which may be in use, to a new file.",
        discussion: """
            The copy is one consistent moment, appears complete or not at all, and can be read by its \
            owner alone.
            """)

    @OptionGroup var database: DatabaseOptions
    @Argument(help: "The file to write; it must not exist.") var target: String

    func run() throws {
        let source = try database.configuration().database
        guard !target.isEmpty else { throw Failure.usage("The backup needs a name.") }
        let begin = ContinuousClock.now
        // A server beside this comes first.
        _ = nice(19)
        do {
            try Backup.copy(from: source, to: target)
        } catch StoreError.inputOutput(let reason) {
            throw Failure(status: 74, sentence: "The backup was not made: \(reason).")
        }
        let (seconds, attoseconds) = (ContinuousClock.now - begin).components
        var status = stat()
        guard stat(target, &status) == 0 else {
            throw Failure(status: 74, sentence: "The backup \(target) has vanished.")
        }
        let tenths = attoseconds / 100_000_000_000_000_000
        try Terminal.say("\(target): \(status.st_size) bytes in \(seconds).\(tenths) s")
    }
}
