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
    @OptionGroup var web: WebOptions

    func run() throws {
        try Service(database.source(defaults.flags + server.flags + web.flags)).run()
    }
}
