import API
import Glibc
import Schema
import Testing
import TratoTesting

/// Imports of the command line, which end with their command, beside those of clients, which go on.
struct StoppedImportTests {
    private let server: TestServer
    private let admin: Client
    private let folder = TestFolder()

    init() throws {
        server = try TestServer()
        admin = server.admin
    }

    private func rows(_ name: String) -> String {
        (0..<20).map { #"{"kind": "organization", "display_name": "\#(name) \#($0)"}"# + "\n" }
            .joined()
    }

    private func adopt() throws -> String {
        let path = folder.file("rows.ndjson")
        let file = try #require(fopen(path, "w"))
        fputs(rows("Local"), file)
        fclose(file)
        return try server.application.adopt(
            file: path, .ndjson, [(name: "resource", value: "parties")]
        ).text
    }

    private func count(_ name: String) -> Int {
        admin.all("/v1/parties?sort=created_at")
            .count { $0["display_name"].string?.hasPrefix(name) == true }
    }

    @Test(arguments: [true, false])
    func `the next start goes on with what clients have sent, and with nothing else`(
        isServer: Bool
    ) throws {
        let local = try adopt()
        let sent = admin.send(
            .post, "/v1/imports?resource=parties",
            headers: [("Content-Type", "application/x-ndjson")], bytes: Array(rows("Sent").utf8))
        #expect(sent.status == 201)
        let next = isServer ? nil : try adopt()
        if isServer { server.application.bulk.begin(server.application) }
        server.application.bulk.finish(server.application)
        let stopped = admin.get("/v1/imports/\(local)").json
        #expect(stopped["status"].string == "failed")
        #expect(stopped["error"].string == "The command that took the file in was stopped.")
        #expect(admin.get("/v1/imports/\(sent.id)").json["status"].string == "completed")
        #expect(count("Sent") == 20)
        #expect(count("Local") == (isServer ? 0 : 20))
        if let next {
            #expect(admin.get("/v1/imports/\(next)").json["status"].string == "completed")
        }
        server.application.bulk.stop()
    }

    @Test func `a command that is stopped cancels its import`() throws {
        let local = try adopt()
        let id = try #require(RecordID(local))
        try server.application.cancel(import: id)
        server.application.bulk.finish(server.application)
        #expect(admin.get("/v1/imports/\(local)").json["status"].string == "cancelled")
        #expect(count("Local") == 0)
        // What has ended stays as it is.
        try server.application.cancel(import: id)
        #expect(admin.get("/v1/imports/\(local)").json["status"].string == "cancelled")
    }

    @Test func `a file that is not here is no fault of the server`() throws {
        let export = admin.post("/v1/exports", ["resource": "parties", "format": "csv"])
        #expect(export.status == 201, "\(export)")
        let sent = admin.send(
            .post, "/v1/imports?resource=parties",
            headers: [("Content-Type", "application/x-ndjson")], bytes: Array(rows("Sent").utf8))
        let lost = admin.send(
            .post, "/v1/imports?resource=parties",
            headers: [("Content-Type", "application/x-ndjson")], bytes: Array(rows("Lost").utf8))
        let files = "\(server.application.database.path)-files"
        #expect(unlink("\(files)/\(lost.id).import") == 0)
        server.application.bulk.finish(server.application)
        #expect(admin.get("/v1/imports/\(sent.id)").json["status"].string == "completed")
        let failed = admin.get("/v1/imports/\(lost.id)").json
        #expect(failed["status"].string == "failed")
        #expect(failed["error"].string?.contains("after a restore") == true)
        #expect(admin.get("/v1/exports/\(export.id)").json["status"].string == "completed")
        #expect(admin.get("/v1/exports/\(export.id)/file").status == 200)
        #expect(unlink("\(files)/\(export.id).export") == 0)
        let answer = admin.get("/v1/exports/\(export.id)/file")
        #expect(answer.status == 404)
        #expect(answer.json["detail"].string?.contains("after a restore") == true)
    }
}
