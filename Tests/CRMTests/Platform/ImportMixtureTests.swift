import Testing
import TratoTesting

/// Imports whose rows fail in every way beside rows that are good.
struct ImportMixtureTests {
    private let server: TestServer
    private let admin: Client

    init() throws {
        server = try TestServer()
        admin = server.admin
    }

    /// What is to come of a row.
    private enum Fate: CaseIterable {
        case made, again
        /// Refused before anything is written.
        case refused
        /// Refused after its record was written, because its external id belongs to another.
        case half
    }

    private func row(_ number: Int, _ fate: Fate) -> String {
        switch fate {
        case .made:
            #"{"kind": "organization", "display_name": "Made \#(number)", "external_id": "\#(number)"}"#
        case .again:
            #"{"kind": "organization", "display_name": "Zed", "external_id": "zed"}"#
        case .refused:
            #"{"kind": "robot", "display_name": "Refused \#(number)", "external_id": "\#(number)"}"#
        case .half:
            """
            {"kind": "organization", "display_name": "Half \(number)", "external_id": "\(number)", \
            "external_ids": [{"system": "x", "id": "1"}]}
            """
        }
    }

    private func take(_ text: String, dryRun: Bool) -> JSONValue {
        let made = admin.send(
            .post, "/v1/imports?resource=parties&system=s&dry_run=\(dryRun)",
            headers: [("Content-Type", "application/x-ndjson")], bytes: Array(text.utf8))
        #expect(made.status == 201, "\(made)")
        server.application.bulk.finish(server.application)
        return admin.get("/v1/imports/\(made.id)").json
    }

    private func names() -> [String] {
        admin.all("/v1/parties?sort=created_at").compactMap { $0["display_name"].string }
    }

    /// Long enough for several steps, so that those with savepoints and those without take turns.
    @Test(arguments: 0..<3 as Range<UInt64>)
    func `each row has the end that it would have alone`(seed: UInt64) throws {
        let holder = try Maker(server).make(
            "parties",
            [
                "display_name": "Holder", "external_ids": [["system": "x", "id": "1"]],
            ])
        let zed = try Maker(server).make(
            "parties", ["display_name": "Zed", "external_ids": [["system": "s", "id": "zed"]]])
        var random = SplitMix(seed: seed)
        let fates = (0..<200).map { _ -> Fate in
            // Rare failures leave steps without any.
            random.below(40) == 0 ? Fate.allCases[Int(random.below(4))] : .made
        }
        let text = fates.enumerated().map { row($0, $1) }.joined(separator: "\n")
        let made = fates.indices.filter { fates[$0] == .made }
        let failed = fates.indices.filter { fates[$0] == .refused || fates[$0] == .half }
        for dryRun in [true, false] {
            let end = take(text, dryRun: dryRun)
            #expect(end["status"] == "completed", "\(end)")
            #expect(end["rows_created"] == .number("\(made.count)"), "\(end)")
            #expect(end["rows_failed"] == .number("\(failed.count)"), "\(end)")
            let errors = admin.get(
                "/v1/imports/\(end["id"].string ?? "")/errors",
                headers: [("Accept", "application/x-ndjson")]
            ).text.split(separator: "\n")
            #expect(errors.count == failed.count)
            for (line, index) in zip(errors, failed) {
                #expect(line.contains("\"row\":\(index + 1),"), "\(line)")
            }
            #expect(names().count == (dryRun ? 2 : 2 + made.count))
        }
        #expect(names().sorted() == (made.map { "Made \($0)" } + ["Holder", "Zed"]).sorted())
        for party in [holder, zed] {
            let path = "/v1/parties/\(party["id"].string ?? "")"
            #expect(admin.get(path).json["version"] == 1)
        }
        #expect(admin.get("/v1/parties?q=half").data.isEmpty)
        #expect(admin.all("/v1/parties?q=made").count == made.count)
    }
}
