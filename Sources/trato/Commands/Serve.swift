import ArgumentParser

struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the API until SIGTERM.",
        discussion: """
            Makes the database when it is missing and applies migrations. When there is no user \
            yet, TRATO_ADMIN_EMAIL and TRATO_ADMIN_PASSWORD describe the first administrator.
            """)

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var defaults: DefaultOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var bounds: BoundOptions
    @OptionGroup var web: WebOptions

    /// All flags but that of the database.
    var flags: [(Setting, String?)] { defaults.flags + server.flags + bounds.flags + web.flags }

    func run() throws { try Service(database.source(flags)).run() }
}
