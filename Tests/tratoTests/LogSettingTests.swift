import API
import Glibc
import Testing
import TratoTesting

@testable import trato

struct LogSettingTests {
    private let folder = TestFolder()
    private var path: String { folder.file("trato.conf") }

    private func write(_ text: String) throws {
        let file = try #require(fopen(path, "w"))
        fputs(text, file)
        fclose(file)
    }

    private func source(_ flags: [(setting: Setting, text: String)] = []) -> ConfigurationSource {
        ConfigurationSource(flags: flags, file: path)
    }

    @Test func `every level and form is read by its name`() throws {
        for level in Log.Level.allCases {
            #expect(try Parse.logLevel(level.name) == level)
        }
        #expect(try Parse.logFormat("json") == .json)
        #expect(try Parse.logFormat("text") == .text)
        for text in ["", "INFO", "trace", "1", "info "] {
            #expect(throws: BadValue.self, "\(text)") { try Parse.logLevel(text) }
        }
        for text in ["", "JSON", "logfmt"] {
            #expect(throws: BadValue.self, "\(text)") { try Parse.logFormat(text) }
        }
    }

    @Test func `what nobody sets is info, in the form that fits the reader`() throws {
        try write("")
        let configuration = try source().read()
        #expect(configuration.logLevel == .info)
        #expect(configuration.logFormat == nil)
    }

    @Test func `the file is read anew each time, and a flag beats it each time`() throws {
        try write("log-level = warning")
        let (file, flag) = (source(), source([(.logLevel, "error")]))
        #expect(try file.read().logLevel == .warning)
        try write("log-level = debug")
        #expect(try file.read().logLevel == .debug)
        #expect(try flag.read().logLevel == .error)
        try write("log-level = loud")
        #expect(throws: Failure.self) { try file.read() }
        #expect(throws: Failure.self) { try flag.read() }
    }
}
