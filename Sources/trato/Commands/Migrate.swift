import ArgumentParser
import Store

struct Migrate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring the database to the schema of this release; serve does it too.")

    @OptionGroup var database: DatabaseOptions

    func run() throws {
        let applied = try Installation.offline(try database.configuration()) { installation in
            try FirstStart.install(in: installation, nil)
            return installation.database.applied
        }
        for migration in applied {
            try Terminal.say("applied \(migration.version) \(migration.name)")
        }
        if applied.isEmpty { try Terminal.say("nothing to apply") }
    }
}
