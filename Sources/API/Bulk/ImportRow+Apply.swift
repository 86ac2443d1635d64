import JSON
import Schema
import Store

/// What a row has done.
enum RowEffect { case created, updated, unchanged, ignored }

extension Executor {
    /// Applies a row in the transaction; throws why it cannot be taken.
    func apply(_ row: ImportRow, _ terms: ImportTerms, _ tx: Transaction) throws -> RowEffect {
        let content = try row.content.get()
        guard !content.input.hasPassword else {
            throw Problem.invalid("/password", .conflict, "A password cannot be imported.")
        }
        switch terms.match {
        case .none:
            _ = try insert(content.input, terms.table, tx)
            return .created
        case .externalID(let system): return try put(content, system, terms, tx)
        case .id:
            return try bring(content.input, terms, tx) { input in
                input.value(of: terms.table.fields[CommonFields.id]).map { RecordID(cell: $0) }
            }
        case .unique(let field):
            return try bring(content.input, terms, tx) { input in
                guard let cell = input.value(of: field) else {
                    throw Problem.invalid(
                        "/" + field.name, .required, "\(field.name) is required.")
                }
                return try tx.recordID(of: terms.table, where: field, is: cell)
            }
        }
    }

    private func put(
        _ content: ImportRow.Content, _ system: String, _ terms: ImportTerms, _ tx: Transaction
    ) throws -> RowEffect {
        guard let key = content.key else { preconditionFailure("a row has no key") }
        let message = ExternalMessage(
            key: ExternalID(system: system, id: key), occurrence: content.occurrence,
            restores: terms.restores)
        tx.speak(for: system, of: terms.table, content.occurrence)
        let outcome = try put(content.input, terms.table, message, tx) { before in
            if let before { try refuse(before, terms) } else { try refuseNew(terms) }
        }
        switch outcome {
        case .created: return .created
        case .changed: return .updated
        case .unchanged: return .unchanged
        case .ignored, .gone: return .ignored
        }
    }

    private func bring(
        _ input: Input, _ terms: ImportTerms, _ tx: Transaction,
        find: (Input) throws -> RecordID?
    ) throws -> RowEffect {
        guard let id = try find(input), try tx.row(terms.table, id) != nil else {
            try refuseNew(terms)
            _ = try insert(input, terms.table, tx)
            return .created
        }
        let before = try row(terms.table, id, right: "update", tx)
        try refuse(before, terms)
        let after = try change(before, by: input, .upsert, tx)
        return after.version == before.version ? .unchanged : .updated
    }

    private func refuse(_ known: Row, _ terms: ImportTerms) throws {
        guard terms.mode == .create else { return }
        throw Problem(.alreadyExists, "There is such a \(known.table.noun) already.")
    }

    private func refuseNew(_ terms: ImportTerms) throws {
        guard terms.mode == .update else { return }
        throw Problem.notFound(terms.table.singular)
    }
}

extension ImportRow {
    /// The failure as a line of the file of errors.
    func report(_ problem: Problem, columns: [String]) -> String {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.key("row")
        json.integer(number)
        json.key("code")
        json.string(problem.code.rawValue)
        json.key("detail")
        json.string(problem.detail)
        json.key("errors")
        json.beginArray()
        for fault in problem.faults {
            json.beginObject()
            json.key("pointer")
            json.string(fault.pointer)
            json.key("code")
            json.string(fault.code.rawValue)
            json.key("message")
            json.string(fault.message)
            json.endObject()
        }
        json.endArray()
        json.key("record")
        writeRecord(columns, &json)
        json.endObject()
        return String(decoding: json.finish(), as: UTF8.self)
    }

    /// Bytes of a row beyond which its text is left out of the report.
    private static let longestReported = 16 * 1024

    private func writeRecord(_ columns: [String], _ json: inout JSONWriter) {
        switch raw {
        case .json(let bytes):
            guard bytes.count <= Self.longestReported else { return json.null() }
            guard let document = try? JSONDocument(bytes) else {
                return json.string(String(decoding: bytes, as: UTF8.self))
            }
            document.root.write(to: &json)
        case .csv(let row):
            guard row.bytes.count <= Self.longestReported else { return json.null() }
            json.beginObject()
            for (index, column) in columns.enumerated() where index < row.count {
                json.key(column)
                json.string(row.text(index))
            }
            json.endObject()
        }
    }
}
