import API
import ArgumentParser
import CRM

struct OpenAPI: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi", abstract: "Print the description of the API (OpenAPI 3.1).",
        discussion: "Needs no database, and so does not know the custom fields of one.")

    @Flag(help: "As JSON instead of YAML.") var json = false

    func run() throws {
        var bytes = Application.description(of: Trato.areas, Trato.registry, asJSON: json)
        if bytes.last != 0x0A { bytes.append(0x0A) }
        try Terminal.say(bytes)
    }
}
