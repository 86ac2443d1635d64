import ArgumentParser
import CRM

/// Prints the tables and indices that the declarations ask for: what a new migration is written from.
struct ShowSchema: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the schema that the declarations make, as SQL.",
        shouldDisplay: false)

    func run() throws { try Terminal.say(Trato.declaredSchema) }
}
