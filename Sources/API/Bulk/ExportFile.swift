import Glibc
import JSON
import Schema
import Store

/// The file of an export while it is written.
final class ExportFile {
    private let descriptor: Int32
    private let path: String
    private(set) var count: Int64 = 0

    /// Begins it anew.
    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path) }
    }

    deinit { close(descriptor) }

    func finish() throws {
        guard fsync(descriptor) == 0 else { throw Self.failure(path) }
    }

    func write(
        _ page: JSONNode, _ terms: ExportTerms, _ record: Record<Exports>, isFirst: Bool
    ) throws {
        if record.format == BulkFormat.csv.rawValue {
            try write(Self.csv(page, terms, record, isFirst: isFirst))
        } else {
            try write(Self.lines(page))
        }
    }

    private static func lines(_ page: JSONNode) -> [UInt8] {
        var bytes: [UInt8] = []
        for row in page.elements {
            var json = JSONWriter(capacity: 1_024)
            row.write(to: &json)
            bytes += json.finish()
            bytes.append(0x0A)
        }
        return bytes
    }

    private static func csv(
        _ page: JSONNode, _ terms: ExportTerms, _ record: Record<Exports>, isFirst: Bool
    ) -> [UInt8] {
        let delimiter = ExportTerms.delimiters.first { $0.name == record.delimiter }
        var csv = CSVWriter(
            delimiter: delimiter?.byte ?? UInt8(ascii: ","),
            escapesFormulas: record.escapesFormulas)
        if isFirst {
            for column in terms.columns { csv.field(column) }
            csv.endRow()
        }
        let columns = terms.columns.map { ($0, isFreeText: ColumnPlan.isFreeText($0, terms.table)) }
        for row in page.elements {
            for (name, isFreeText) in columns {
                csv.field(text(row[name]), isFreeText: isFreeText)
            }
            csv.endRow()
        }
        return csv.bytes
    }

    /// A value in one cell: arrays and objects as JSON, a link as it is stored.
    private static func text(_ node: JSONNode?) -> String {
        guard let node, !node.isNull else { return "" }
        if let text = node.string { return text }
        var json = JSONWriter()
        node.write(to: &json)
        return String(decoding: json.finish(), as: UTF8.self)
    }

    private func write(_ bytes: [UInt8]) throws {
        var done = 0
        while done < bytes.count {
            let written = bytes[done...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if written >= 0 {
                done += written
            } else if errno != EINTR {
                throw Self.failure(path)
            }
        }
        count += Int64(done)
    }

    private static func failure(_ path: String) -> any Error {
        [ENOSPC, EDQUOT].contains(errno) ? StoreError.full : BulkFailure.system(path)
    }
}
