import ArgumentParser

struct User: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "People who log in.", subcommands: [CreateUser.self])
}

struct CreateUser: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create a user; the password is read from standard input.",
        discussion: "Prints the id. --language and --time-zone are the user's own here.")

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var defaults: DefaultOptions
    @Option(help: "The address to log in with.") var email: String
    @Option(help: "The full name; the e-mail address unless given.") var name: String?
    @Option(help: "The role's name, such as admin or sales_rep.") var role: String
    @Option(help: "The team's name.") var team: String?

    func run() throws {
        let configuration = try database.configuration(defaults.flags)
        let user = NewUser(
            email: email, name: name ?? email, role: role, password: try Password.read(),
            team: team)
        let id = try Installation.offline(configuration) { installation in
            try FirstStart.install(in: installation, nil)
            let application = installation.application
            return try installation.write { tx in try user.create(application, tx) }
        }
        try Terminal.say(id)
    }
}
