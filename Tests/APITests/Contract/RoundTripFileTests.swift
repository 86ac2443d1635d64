import API
import Schema
import Testing
import TratoTesting

/// What an export writes, an import takes back: of every resource, in both forms.
struct RoundTripFileTests {
    private static let taken = Resources.creatable.filter { name in
        Resources[name].traits.isDisjoint(with: [.readOnly, .noCreate])
    }

    @Test(arguments: taken, ["csv", "ndjson"])
    func `an export that is imported again changes nothing`(_ name: String, _ format: String) throws
    {
        let subject = try Subject(name)
        var bodies: [JSONValue] = []
        for _ in 0..<3 { bodies.append(try subject.make()) }
        _ = try subject.make([
            "tags": ["=cmd", "a,\"b\""], "external_ids": [["system": "erp", "id": "-1"]],
        ])
        let count = subject.admin.all(subject.path).count
        let file = try subject.export(format)
        let matchOn = subject.table.traits.contains(.appendOnly) ? "none" : "id"
        guard matchOn == "id" else { return }
        let made = subject.admin.send(
            .post, "/v1/imports?resource=\(name)&match_on=id&lenient=true&mode=update",
            headers: [("Content-Type", format == "csv" ? "text/csv" : "application/x-ndjson")],
            bytes: file)
        #expect(made.status == 201, "\(made)")
        subject.server.application.bulk.finish(subject.server.application)
        let end = subject.admin.get("/v1/imports/\(made.id)").json
        let errors = subject.admin.get("/v1/imports/\(made.id)/errors").text
        #expect(end["status"] == "completed", "\(end)")
        #expect(end["rows_unchanged"] == .number("\(count)"), "\(end) \(errors)")
        #expect(end["rows_failed"] == 0, "\(errors)")
    }

    @Test(arguments: Resources.all)
    func `every resource can be exported`(_ name: String) throws {
        let subject = try Subject(name)
        _ = try subject.make()
        let count = subject.admin.all(subject.path).count
        let lines = String(decoding: try subject.export("ndjson"), as: UTF8.self)
            .split(separator: "\n")
        // An export is in the list of exports itself.
        #expect(lines.count == count + (name == "exports" ? 1 : 0), "\(lines)")
    }
}

extension Subject {
    /// A file of all records.
    func export(_ format: String) throws -> [UInt8] {
        let made = admin.post(
            "/v1/exports", ["resource": .string(table.name), "format": .string(format)])
        guard made.status == 201 else { throw Unexpected("export", made) }
        server.application.bulk.finish(server.application)
        let file = admin.get("/v1/exports/\(made.id)/file")
        guard file.status == 200 else {
            throw Unexpected("export", admin.get("/v1/exports/\(made.id)"))
        }
        return file.body
    }
}
