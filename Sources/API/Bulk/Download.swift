import Glibc
import HTTP
import JSON
import Schema
import Store

/// A file that a client fetches.
package enum DownloadKind: Sendable {
    case importErrors
    case export
}

/// Makes the pieces of a file, one after the other; nil at the end.
private protocol PieceSource: AnyObject, Sendable {
    func next() throws -> [UInt8]?
}

extension Pipeline {
    /// Answers with a file, piece by piece: the next is made when the last has left.
    func download(
        _ call: Call, _ kind: DownloadKind, _ exchange: Exchange, _ tx: Transaction
    ) throws {
        try call.refuseParameters()
        tx.context = call.context(application, ids: ids)
        let id = try call.recordID()
        let source: any PieceSource
        var response: Response
        switch kind {
        case .importErrors:
            _ = try executor.row(call, Imports.table, id, right: "read", tx)
            let csv: StaticString = "text/csv"
            let wantsCSV =
                call.request.weight(of: csv).weight
                > call.request.weight(of: "application/x-ndjson").weight
            source = ErrorPieces(application, id, asCSV: wantsCSV)
            response = Response(200, type: wantsCSV ? csv : "application/x-ndjson")
            response.add(
                "Content-Disposition",
                "attachment; filename=\"import-errors.\(wantsCSV ? "csv" : "ndjson")\"")
        case .export:
            let row = try executor.row(call, Exports.table, id, right: "read", tx)
            let export = Record<Exports>(row)
            guard export.status == .completed else {
                throw Problem(
                    .notFound, "The export is \(export.status.rawValue) and has no file.")
            }
            let file = application.bulk.folder.exported(id)
            guard access(file, F_OK) == 0 else {
                throw Problem(
                    .notFound,
                    "The file of the export is not here, as after a restore: backups hold no such files."
                )
            }
            source = try FilePieces(file)
            let isCSV = export.format == BulkFormat.csv.rawValue
            response = Response(200, type: isCSV ? "text/csv" : "application/x-ndjson")
            response.add(
                "Content-Disposition",
                "attachment; filename=\"\(export.resource).\(export.format)\"")
        }
        send(response, source, exchange)
    }

    private func send(_ head: Response, _ source: any PieceSource, _ exchange: Exchange) {
        let application = application
        guard exchange.hasSocket else {
            application.bulk.downloads.async {
                var response = head
                do {
                    while let piece = try source.next() { response.body += piece }
                    exchange.respond(response)
                } catch {
                    application.log(.error, "A file could not be read: \(error)")
                }
            }
            return
        }
        Delivery(application, source, exchange.stream(head)).goOn()
    }
}

/// A file on its way to a client.
///
/// Called by one thread after the other, never by two at once, hence unchecked.
private final class Delivery: @unchecked Sendable {
    private let application: Application
    private let source: any PieceSource
    private let stream: BodyStream
    /// What is left of a piece: a large one leaves in parts, as a client may not be as far behind as it is long.
    private var rest: ArraySlice<UInt8> = []

    private static let part = 256 * 1024

    init(_ application: Application, _ source: any PieceSource, _ stream: BodyStream) {
        self.application = application
        self.source = source
        self.stream = stream
    }

    /// Sends the next piece; one that cannot be made cuts the answer, so that the client sees that it is not whole.
    func goOn() {
        application.bulk.downloads.async { [self] in
            guard stream.isOpen else { return }
            do {
                while rest.isEmpty {
                    guard let piece = try source.next() else { return stream.finish() }
                    rest = piece[...]
                }
                let part = rest.prefix(Self.part)
                rest = rest.dropFirst(part.count)
                guard stream.write(Array(part)) else { return }
                stream.whenSent { [self] in goOn() }
            } catch {
                application.log(.error, "A file could not be read: \(error)")
            }
        }
    }
}

/// Called by one thread after the other, never by two at once, hence unchecked.
private final class FilePieces: PieceSource, @unchecked Sendable {
    private let descriptor: Int32
    private let path: String

    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BulkFailure.system(path) }
    }

    deinit { close(descriptor) }

    func next() throws -> [UInt8]? {
        var failure: (any Error)?
        let piece = [UInt8](unsafeUninitializedCapacity: 256 * 1024) { room, count in
            let got = read(descriptor, room.baseAddress, room.count)
            if got < 0 { failure = BulkFailure.system(path) }
            count = max(0, got)
        }
        if let failure { throw failure }
        return piece.isEmpty ? nil : piece
    }
}

/// The errors of an import, page by page; used by one thread at a time, hence unchecked.
private final class ErrorPieces: PieceSource, @unchecked Sendable {
    private let application: Application
    private let id: RecordID
    private let asCSV: Bool
    private var after: (kind: String, number: Int64)? = ("", 0)
    private var isBegun = false

    /// Few, as each has its row with it.
    private static let atOnce: Int64 = 50

    init(_ application: Application, _ id: RecordID, asCSV: Bool) {
        self.application = application
        self.id = id
        self.asCSV = asCSV
    }

    func next() throws -> [UInt8]? {
        guard let place = after else { return nil }
        var lines: [String] = []
        try application.database.read { tx in
            try tx.query(
                Self.page,
                [id.cell, .text(place.kind), .integer(place.number), .integer(Self.atOnce)]
            ) { row in
                after = (row.text(0), row.integer(1))
                lines.append(row.text(2))
            }
        }
        if Int64(lines.count) < Self.atOnce { after = nil }
        return asCSV ? try csv(lines) : Array(lines.map { $0 + "\n" }.joined().utf8)
    }

    private func csv(_ lines: [String]) throws -> [UInt8] {
        var csv = CSVWriter()
        if !isBegun {
            for column in ["row", "pointer", "code", "message", "resource", "id"] {
                csv.field(column)
            }
            csv.endRow()
            isBegun = true
        }
        for line in lines {
            let root = try JSONDocument(Array(line.utf8)).root
            let row = root["row"]?.integer.map { "\($0)" } ?? ""
            let faults = root["errors"].map { Array($0.elements) } ?? []
            for fault in faults.isEmpty ? [root] : faults {
                csv.field(row)
                csv.field(fault["pointer"]?.string ?? "")
                csv.field(fault["code"]?.string ?? "kept")
                csv.field(
                    fault["message"]?.string ?? fault["detail"]?.string
                        ?? fault["kept_because"]?.string ?? "", isFreeText: true)
                csv.field(root["resource"]?.string ?? "")
                csv.field(root["id"]?.string ?? "")
                csv.endRow()
            }
        }
        return csv.bytes
    }

    private static let page = SQL(
        """
        SELECT kind, number, content FROM import_errors
        WHERE import_id = ? AND (kind, number) > (?, ?) ORDER BY kind, number LIMIT ?
        """)
}
