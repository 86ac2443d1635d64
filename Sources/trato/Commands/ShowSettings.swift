import ArgumentParser

/// Prints the table of settings as the reference shows it, so that the two cannot differ.
struct ShowSettings: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings", abstract: "Print the table of settings in Markdown.",
        shouldDisplay: false)

    func run() throws {
        try Terminal.say("| flag, key in the file | environment | default | what it sets |")
        try Terminal.say("|---|---|---|---|")
        for setting in Setting.all {
            let standard = setting.standard.isEmpty ? "" : "`\(setting.standard)`"
            try Terminal.say(
                "| `--\(setting.name)` | `\(setting.variable)` | \(standard) | \(setting.about) |")
        }
    }
}
