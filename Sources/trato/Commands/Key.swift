import ArgumentParser

struct Key: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "API keys of machines and scripts.",
        subcommands: [CreateKey.self, ListKeys.self, RevokeKey.self])
}
