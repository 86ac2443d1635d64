import API
import ArgumentParser
import Store

struct ShowVersion: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the release.")

    #if compiler(>=6.4)
        private static let compiler = "6.4 or newer"
    #elseif compiler(>=6.3)
        private static let compiler = "6.3"
    #else
        private static let compiler = "6.2"
    #endif

    static var line: String {
        "trato \(Version.current) (SQLite \(Database.libraryVersion), Swift \(compiler))"
    }

    func run() throws { try Terminal.say(Self.line) }
}
