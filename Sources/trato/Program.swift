import ArgumentParser
import Glibc

/// The command line.
///
/// Every failure ends here: one sentence on standard error and an exit status of `sysexits.h`.
@main
struct Program: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trato",
        abstract: "An operational CRM: an HTTP API on one SQLite file.",
        discussion: """
            Settings come from flags, then from TRATO_ variables, then from the file of --config. \
            The exit status is 0, or 64 for a wrong setting, 65 for wrong data, 70 and 74 for \
            failures, 75 when another process is in the way.
            """,
        version: ShowVersion.line,
        subcommands: [
            Serve.self, Migrate.self, User.self, Key.self, Demo.self, OpenAPI.self, Check.self,
            Import.self, BackUp.self, Restore.self, ShowVersion.self, ShowSettings.self,
            ShowSchema.self,
        ])

    static func main() {
        holdStandardDescriptors()
        // A bound on the length of files is a write that failed, and no end.
        signal(SIGXFSZ, SIG_IGN)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let failure as Failure {
            Terminal.complain(failure.sentence)
            exit(withError: ExitCode(failure.status))
        } catch {
            guard let failure = Failure(causedBy: error) else { exit(withError: error) }
            Terminal.complain(failure.sentence)
            exit(withError: ExitCode(failure.status))
        }
    }

    /// Makes sure that there are descriptors for input and output, however this was started: the next file that is opened
    /// would have their numbers, and what is printed would be written over it.
    private static func holdStandardDescriptors() {
        var descriptor: Int32
        repeat { descriptor = open("/dev/null", O_RDWR) } while (0...2).contains(descriptor)
        if descriptor > 2 { close(descriptor) }
    }
}
