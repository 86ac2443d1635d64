import ArgumentParser

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
}
