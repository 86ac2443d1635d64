import API
import ArgumentParser
import Glibc
import HTTP
import JSON
import Schema

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take in a file of records, through a server or into the database itself.",
        discussion: """
            With --url the file is sent to a running server, under the key in TRATO_KEY or --key-file. \
            Without, the database is opened, which works while no server has it. The file is NDJSON or \
            CSV, and may be gzip. The exit status is 0, or 65 when rows failed or the import did.
            """)

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var defaults: DefaultOptions
    @OptionGroup var terms: ImportOptions
    @Argument(help: "Whose records the rows are: parties.") var resource: String
    @Argument(help: "The file.") var file: String
    @Option(help: ArgumentHelp("The server, such as https://crm.example.com.", valueName: "url"))
    var url: String?
    @Option(help: ArgumentHelp("A file with the API key.", valueName: "file")) var keyFile: String?
    @Option(help: ArgumentHelp("Where to write the rows that failed.", valueName: "file"))
    var errors: String?

    func run() throws {
        let format = try terms.fileFormat(of: file)
        guard access(file, R_OK) == 0 else {
            throw Failure.usage("\(file) cannot be read: \(String(cString: strerror(errno))).")
        }
        let parameters = [("resource", resource)] + terms.parameters
        let bar = ProgressBar()
        let end: ImportEnd
        if let url {
            let server = RemoteServer(url: url, key: try key())
            do throws(RemoteError) {
                end = try RemoteImport(server, bar).run(file, format, parameters)
            } catch {
                throw Failure(status: 69, sentence: "\(url): \(error.reason).")
            }
            if let errors { try end.write(to: errors) }
        } else {
            let configuration = try database.configuration(defaults.flags)
            end = try Installation.offline(configuration) { installation in
                let end = try LocalImport(installation.application, bar)
                    .run(file, format, parameters)
                if let errors { try end.write(to: errors) }
                return end
            }
        }
        try Terminal.say(end.sentence)
        if let failure = end.failure(errors) { throw failure }
    }

    private func key() throws(Failure) -> String {
        if let keyFile {
            let text = try TextFile.read(keyFile, as: "The key file")
            return String(text.split(whereSeparator: \.isWhitespace).first ?? "")
        }
        guard let key = getenv("TRATO_KEY").map({ String(cString: $0) }), !key.isEmpty else {
            throw .usage("--url needs a key: set TRATO_KEY or give --key-file.")
        }
        return key
    }
}

/// The parameters of an import, as flags.
struct ImportOptions: ParsableArguments {
    @Option(help: "ndjson or csv; by the name of the file unless given.") var format: String?
    @Option(help: "none, id, external_id or a unique field.") var matchOn: String?
    @Option(help: "upsert, create or update.") var mode: String?
    @Option(help: "Whose external ids the rows have.") var system: String?
    @Option(help: "A JSON object of columns and fields.") var mapping: String?
    @Option(help: "The column with the external id.") var keyColumn: String?
    @Option(help: "The column that says when a row was written.") var occurredAtColumn: String?
    @Option(help: "The column that orders what was written in one instant.")
    var sequenceColumn: String?
    @Option(help: "comma, semicolon, tab or pipe.") var delimiter: String?
    @Flag(help: "Ignore unknown and read-only members.") var lenient = false
    @Flag(help: "Bring records back that were deleted.") var restore = false
    @Flag(help: "Try the rows and change no record.") var dryRun = false

    var parameters: [(String, String)] {
        let given: [(String, String?)] = [
            ("match_on", matchOn), ("mode", mode), ("system", system), ("mapping", mapping),
            ("key_column", keyColumn), ("occurred_at_column", occurredAtColumn),
            ("sequence_column", sequenceColumn), ("delimiter", delimiter),
            ("lenient", lenient ? "true" : nil), ("restore", restore ? "true" : nil),
            ("dry_run", dryRun ? "true" : nil),
        ]
        return given.compactMap { name, value in value.map { (name, $0) } }
    }

    func fileFormat(of file: String) throws(Failure) -> BulkFormat {
        if let format {
            guard let known = BulkFormat(rawValue: format) else {
                throw .usage("--format: \"\(format)\" must be ndjson or csv.")
            }
            return known
        }
        let name = file.hasSuffix(".gz") ? String(file.dropLast(3)) : file
        if name.hasSuffix(".csv") { return .csv }
        if name.hasSuffix(".ndjson") || name.hasSuffix(".jsonl") { return .ndjson }
        throw .usage("--format must say what \(file) is: ndjson or csv.")
    }
}
