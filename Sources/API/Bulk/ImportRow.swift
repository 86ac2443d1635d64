import JSON
import Schema
import Store

/// A row, read and ready to be applied in a transaction.
///
/// An object, since it goes from the thread that reads to the one that writes and back, and a struct would be copied.
final class ImportRow: Sendable {
    /// From 1; the header of a CSV file does not count.
    let number: Int64
    /// Bytes of the content behind it.
    let end: Int64
    let raw: RawRow
    let content: Result<Content, RowFailure>

    init(number: Int64, end: Int64, raw: RawRow, content: Result<Content, RowFailure>) {
        self.number = number
        self.end = end
        self.raw = raw
        self.content = content
    }

    struct Content: Sendable {
        let input: Input
        /// What the other system calls the record.
        let key: String?
        let occurrence: Occurrence?
    }
}

/// Why a row cannot be taken.
struct RowFailure: Error, Sendable {
    let problem: Problem
}

/// Reads rows as records of a resource.
struct RowReader {
    let terms: ImportTerms
    private let custom: CustomFields
    private let now: Instant
    private let columns: [String]
    private let plan: ColumnPlan?
    /// What members of NDJSON are called, where that differs from the fields; nil for those that are left out.
    private let names: [String: String?]

    init(_ terms: ImportTerms, columns: [String], _ custom: CustomFields, now: Instant) throws {
        self.terms = terms
        self.custom = custom
        self.now = now
        self.columns = columns
        var names = terms.mapping
        for special in Self.special(terms) where names[special] == nil {
            names[special] = .some(nil)
        }
        self.names = names
        guard terms.format == .csv else {
            plan = nil
            return
        }
        for needed in Self.special(terms) where !columns.contains(needed) {
            throw BulkFailure("The file has no column \"\(needed)\".")
        }
        let placed = columns.enumerated().compactMap { index, column -> (Int, String)? in
            guard let target = names[column] ?? .some(column) else { return nil }
            return (index, target)
        }
        plan = try ColumnPlan(
            placed, terms.table, custom, system: terms.system, isLenient: terms.isLenient)
    }

    /// The columns that say something about the message and nothing about the record.
    private static func special(_ terms: ImportTerms) -> [String] {
        guard case .externalID = terms.match else { return [] }
        return [terms.keyColumn] + [terms.timeColumn, terms.sequenceColumn].compactMap { $0 }
    }

    func read(_ raw: RawRow) -> Result<ImportRow.Content, RowFailure> {
        do {
            switch raw {
            case .json(let bytes):
                let root = try JSONDocument(bytes).root
                return .success(
                    try content(root) { name in
                        let value = root[name]
                        return value?.string ?? value?.number?.literal
                    })
            case .csv(let row): return .success(try content(of: row))
            }
        } catch let problem as Problem {
            return .failure(RowFailure(problem: problem))
        } catch let error as JSONError {
            return .failure(
                RowFailure(
                    problem: Problem(
                        .malformedJSON, "At byte \(error.offset): \(error.reason).")))
        } catch {
            return .failure(RowFailure(problem: Problem(.malformedRequest, "\(error)")))
        }
    }

    private func content(of row: CSVRow) throws -> ImportRow.Content {
        guard row.count == columns.count else {
            throw Problem(
                .malformedRequest, "The row has \(row.count) fields, the header \(columns.count).")
        }
        guard row.bytes.withUnsafeBufferPointer({ UTF8Text.isValid($0) }) else {
            throw Problem(.malformedRequest, "The row is not UTF-8.")
        }
        guard let plan else { preconditionFailure("a CSV file has no plan") }
        return try content(try JSONDocument(plan.json(of: row)).root, renames: false) { name in
            columns.firstIndex(of: name).map { row.text($0) }.flatMap { $0.isEmpty ? nil : $0 }
        }
    }

    private func content(
        _ root: JSONNode, renames: Bool = true, _ value: (String) -> String?
    ) throws -> ImportRow.Content {
        var input = Input(
            root, for: terms.table, custom: custom, isLenient: terms.isLenient,
            names: renames ? names : [:])
        if terms.isLenient { input.dropReadOnly() }
        guard case .externalID = terms.match else {
            return ImportRow.Content(input: input, key: nil, occurrence: nil)
        }
        guard let key = value(terms.keyColumn), ExternalID.isValid(key) else {
            throw Problem.invalid(
                "/" + pointerToken(terms.keyColumn), .required,
                "\(terms.keyColumn) has 1 to 255 characters.")
        }
        return ImportRow.Content(
            input: input, key: key,
            occurrence: try ExternalMessage.occurrence(
                terms.timeColumn.flatMap(value), terms.sequenceColumn.flatMap(value), now: now))
    }
}
