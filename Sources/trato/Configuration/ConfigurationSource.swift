/// Where the settings of a command come from, so that they can be read more than once.
struct ConfigurationSource: Sendable {
    let flags: [(setting: Setting, text: String)]
    /// The file of `--config`, if that was given.
    let file: String?

    /// All settings as they are now; throws `Failure` (EX_USAGE) when one is wrong.
    func read() throws(Failure) -> Configuration {
        try Configuration(flags: flags, file: file, environment: Environment.read())
    }
}
