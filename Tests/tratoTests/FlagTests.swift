import Testing

@testable import trato

struct FlagTests {
    @Test func `every setting of the server has its flag`() throws {
        let serve = try Serve.parse([])
        let flags = serve.flags.map(\.0.name) + [Setting.database.name]
        #expect(flags.sorted() == Setting.all.map(\.name).sorted())
    }

    @Test func `a flag gives its own setting`() throws {
        let serve = try Serve.parse(["--json-depth", "10", "--held-limit", "2000000"])
        let given = serve.flags.compactMap { setting, text in text.map { "\(setting.name)=\($0)" } }
        #expect(given == ["json-depth=10", "held-limit=2000000"])
    }
}
