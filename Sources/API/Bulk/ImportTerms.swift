import JSON
import Schema
import Store

/// What the parameters of an import say, checked against its resource.
struct ImportTerms: Sendable {
    enum Match: Sendable {
        case none
        case id
        case externalID(system: String)
        case unique(FieldSpec)
    }

    let table: Table
    let format: BulkFormat
    let match: Match
    let matchName: String
    let mode: ImportMode
    let system: String?
    let isDryRun: Bool
    let isLenient: Bool
    let restores: Bool
    let delimiter: UInt8
    let keyColumn: String
    let timeColumn: String?
    let sequenceColumn: String?
    /// Columns under other names than their fields; nil for those that are left out.
    let mapping: [String: String?]
    /// The parameters as they were given, for whoever reads the record, and for going on after a restart.
    let given: [(name: String, value: String)]

    static let parameters = [
        "resource", "match_on", "mode", "system", "mapping", "key_column", "occurred_at_column",
        "sequence_column", "delimiter", "lenient", "restore", "dry_run",
    ]

    init(
        _ query: [(name: String, value: String)], _ format: BulkFormat, _ registry: Registry
    ) throws {
        var values: [String: String] = [:]
        for (name, value) in query {
            guard Self.parameters.contains(name) else {
                throw ListParameters.bad(name, "There is no parameter \(name).")
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw ListParameters.bad(name, "\(name) stands twice.")
            }
        }
        given = query
        self.format = format
        table = try Self.table(values["resource"], registry)
        system = try values["system"].map(Self.system)
        let found = try Self.match(values["match_on"], table, system)
        match = found.0
        matchName = found.1
        mode = try Self.word(values["mode"], "mode", .upsert)
        isDryRun = try Self.flag(values["dry_run"], "dry_run")
        isLenient = try Self.flag(values["lenient"], "lenient")
        restores = try Self.flag(values["restore"], "restore")
        delimiter = try Self.delimiter(values["delimiter"])
        keyColumn = values["key_column"] ?? "external_id"
        timeColumn = values["occurred_at_column"]
        sequenceColumn = values["sequence_column"]
        mapping = try values["mapping"].map(Self.mapping) ?? [:]
        if timeColumn != nil || sequenceColumn != nil || restores {
            guard case .externalID = match else {
                throw ListParameters.bad(
                    "match_on", "The order of messages is known by external_id only.")
            }
        }
        if sequenceColumn != nil, timeColumn == nil {
            throw ListParameters.bad(
                "sequence_column", "sequence_column needs occurred_at_column.")
        }
        if case .none = match, mode == .update {
            throw ListParameters.bad("match_on", "mode=update needs match_on.")
        }
    }

    /// What a role must allow for it.
    var rights: [String] {
        switch mode {
        case .create: ["create"]
        case .update: ["update"]
        case .upsert: if case .none = match { ["create"] } else { ["create", "update"] }
        }
    }

    private static func table(_ name: String?, _ registry: Registry) throws -> Table {
        guard let name else { throw ListParameters.bad("resource", "resource is needed.") }
        guard let table = registry.resource(name), !table.traits.contains(.readOnly),
            !table.traits.contains(.noCreate)
        else {
            throw ListParameters.bad("resource", "Records of \(name) cannot be imported.")
        }
        return table
    }

    private static func system(_ text: String) throws -> String {
        guard ExternalID.isValid(text) else {
            throw ListParameters.bad("system", "system has 1 to 255 characters.")
        }
        return text
    }

    private static func match(
        _ given: String?, _ table: Table, _ system: String?
    ) throws -> (Match, String) {
        let name = given ?? (system == nil ? "none" : "external_id")
        switch name {
        case "none": return (.none, name)
        case "id": return (.id, name)
        case "external_id":
            guard let system else {
                throw ListParameters.bad("system", "match_on=external_id needs system.")
            }
            return (.externalID(system: system), name)
        default:
            guard let field = table.field(name), field.traits.contains(.unique), field.isShown
            else {
                throw ListParameters.bad(
                    "match_on", "match_on takes none, id, external_id or a unique field.")
            }
            return (.unique(field), name)
        }
    }

    static func word<Word: RawRepresentable & CaseIterable>(
        _ text: String?, _ name: String, _ missing: Word
    ) throws -> Word where Word.RawValue == String {
        guard let text else { return missing }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw ListParameters.bad(name, "\(name) takes \(words).")
        }
        return word
    }

    private static func flag(_ text: String?, _ name: String) throws -> Bool {
        guard let text else { return false }
        guard text == "true" || text == "false" else {
            throw ListParameters.bad(name, "\(name) takes true or false.")
        }
        return text == "true"
    }

    private static func delimiter(_ text: String?) throws -> UInt8 {
        switch text {
        case nil, ",", "comma": return UInt8(ascii: ",")
        case ";", "semicolon": return UInt8(ascii: ";")
        case "\t", "tab": return 0x09
        case "|", "pipe": return UInt8(ascii: "|")
        default:
            throw ListParameters.bad(
                "delimiter", "delimiter takes comma, semicolon, tab or pipe.")
        }
    }

    private static func mapping(_ text: String) throws -> [String: String?] {
        guard let root = try? JSONDocument(Array(text.utf8)).root, root.kind == .object else {
            throw ListParameters.bad("mapping", "mapping is a JSON object of columns and fields.")
        }
        var mapping: [String: String?] = [:]
        for (column, target) in root.members {
            guard target.isNull || target.string?.isEmpty == false else {
                throw ListParameters.bad("mapping", "A column is mapped to a name or null.")
            }
            mapping[column] = .some(target.string)
        }
        return mapping
    }

    /// The parameters as a JSON object.
    var encoded: String {
        let value = Value.object(
            given.filter { !["resource", "dry_run"].contains($0.name) }
                .map { ($0.name, .text($0.value)) })
        return String(decoding: value.encoded, as: UTF8.self)
    }

    /// The terms of an import that was stored.
    init(_ record: Record<Imports>, _ registry: Registry) throws {
        guard let format = BulkFormat(rawValue: record.format) else {
            throw BulkFailure("The format \(record.format) is not known any more.")
        }
        let options = try JSONDocument(Array(record.options.utf8)).root
        var query = options.members.map { (name: $0.name, value: $0.value.string ?? "") }
        query.append((name: "resource", value: record.resource))
        query.append((name: "dry_run", value: record.isDryRun ? "true" : "false"))
        try self.init(query, format, registry)
    }
}
