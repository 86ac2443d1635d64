import Testing
import TratoTesting

/// Files that people ask for.
struct ExportTests {
    let server: TestServer
    let admin: Client

    init() throws {
        server = try TestServer()
        admin = server.admin
    }

    private func file(_ body: JSONValue) -> String {
        let made = admin.post("/v1/exports", body)
        #expect(made.status == 201, "\(made)")
        server.application.bulk.finish(server.application)
        return admin.get("/v1/exports/\(made.id)/file").text
    }

    @Test func `only what was asked for is written, in that order`() {
        for name in ["Bakery", "Dairy", "=SUM(A1)"] {
            let made = admin.post(
                "/v1/parties", ["kind": "organization", "display_name": .string(name)])
            #expect(made.status == 201)
        }
        let csv = file([
            "resource": "parties", "format": "csv", "columns": ["display_name", "version"],
            "filter": ["display_name.ne": "Dairy"],
        ])
        #expect(csv == "display_name,version\r\nBakery,1\r\n'=SUM(A1),1\r\n", "\(csv)")
        let raw = file([
            "resource": "parties", "format": "csv", "columns": ["display_name"],
            "escapes_formulas": false,
        ])
        #expect(raw.contains("\r\n=SUM(A1)\r\n"), "\(raw)")
    }

    @Test func `what cannot be exported is refused`() throws {
        let faults: [(JSONValue, String)] = [
            (["resource": "nothing"], "/resource unknown_value"),
            (["resource": "parties", "columns": ["colour"]], "/columns/0 unknown_field"),
            (["resource": "parties", "format": "xml"], "/format unknown_value"),
            ([:], "/resource required"),
        ]
        for (body, fault) in faults {
            let answer = admin.post("/v1/exports", body)
            #expect(answer.faults.contains(fault), "\(body): \(answer)")
        }
        let bad = admin.post(
            "/v1/exports",
            ["resource": "parties", "filter": ["colour": 1]])
        #expect((400...422).contains(bad.status), "\(bad)")
        let rep = try server.person("Rui", role: "sales_rep")
        #expect(rep.post("/v1/exports", ["resource": "parties"]).status == 403)
    }

    @Test func `a file is there when it is done, and not before or after`() {
        let made = admin.post("/v1/exports", ["resource": "parties"])
        let early = admin.get("/v1/exports/\(made.id)/file")
        #expect(early.status == 404, "\(early)")
        #expect(admin.post("/v1/exports/\(made.id)/cancel").json["status"] == "cancelled")
        server.application.bulk.finish(server.application)
        #expect(admin.get("/v1/exports/\(made.id)/file").status == 404)
    }
}
