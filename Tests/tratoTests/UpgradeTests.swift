import API
import CRM
import HTTP
import Schema
import Store
import Testing
import TratoTesting

@testable import trato

/// Databases that releases have written (`scripts/release-fixture`), brought to the schema of today.
struct UpgradeTests {
    /// In the order of their schemas.
    private static let releases = ["0.1.0"]

    /// What a migration gives new values on purpose, as "table.column".
    private static let rewritten: Set<String> = []

    private let folder = TestFolder()

    @Test func `every release has its database`() throws {
        let changelog = String(decoding: try File.read(Self.root + "/CHANGELOG.md"), as: UTF8.self)
        let released = changelog.split(separator: "\n").compactMap { line -> String? in
            guard line.hasPrefix("## ["), !line.hasPrefix("## [Unreleased]") else { return nil }
            return line.dropFirst(4).split(separator: "]").first.map(String.init)
        }
        for version in released where !Self.releases.contains(version) {
            Issue.record("scripts/release-fixture was not run for \(version)")
        }
    }

    @Test(arguments: releases)
    func `nothing that a release wrote is lost or changed`(release: String) throws {
        let path = try unpack(release)
        let before = try contents(of: path)
        #expect(before.values.reduce(0) { $0 + $1.rows.count } > 300)
        let newest = try #require(Trato.migrations.last).version
        do {
            let database = try Database(path: path, migrations: Trato.migrations)
            let versions = try database.read { tx in
                try tx.first(text: "SELECT MAX(version), COUNT(*) FROM schema_migrations") {
                    [$0.integer(0), $0.integer(1)]
                }
            }
            #expect(versions == [Int64(newest), Int64(newest)])
            try database.settle()
        }
        let after = try contents(of: path, like: before)
        for (table, old) in before {
            guard let new = after[table] else {
                Issue.record("the table \(table) has gone")
                continue
            }
            let lost = old.rows.subtracting(new.rows)
            #expect(lost.isEmpty, "of \(table) \(old.columns)")
        }
    }

    @Test(arguments: releases)
    func `the upgraded database is sound and serves`(release: String) throws {
        let bytes = try Self.bytes(of: release)
        let server = try TestServer(prepare: { folder in
            do {
                try File.write(bytes, to: folder.file("trato.db"))
            } catch {
                Issue.record(error)
            }
        })
        server.time.advance(days: 30)
        try server.tx {
            try BuiltInRoles.install($0)
            try SalesDefaults.install($0)
        }
        let (findings, records) = try server.read { try Examination.run($0) }
        #expect(findings == [])
        #expect(records > 50)
        try readEverything(server)
        try useIt(server)
    }

    /// Every list, and each of its records by itself.
    private func readEverything(_ server: TestServer) throws {
        for table in Trato.registry.resources {
            let path = "/v1/\(table.name)"
            let listed = server.admin.all(path)
            let kept = table.field("deleted_at") == nil ? "1" : "deleted_at IS NULL"
            let stored = try server.read { tx in
                try tx.first(text: "SELECT COUNT(*) FROM \(table.sqlName) WHERE \(kept)") {
                    Int($0.integer(0))
                }
            }
            #expect(listed.count == stored, "\(path)")
            for record in listed {
                let one = server.admin.get("\(path)/\(record["id"].string ?? "")")
                #expect(one.status == 200, "\(path): \(one)")
            }
        }
    }

    private func useIt(_ server: TestServer) throws {
        let found = server.admin.get("/v1/parties?q=sao%20bento&include=contact_points").data
        let company = try #require(found.first)
        #expect(company["custom"]["my_choice"] == "gold")
        #expect(company["contact_points"].elements.count == 2)
        #expect(server.admin.get("/v1/parties/by-external/erp/C-1001").id == company["id"].string)
        let path = "/v1/parties/\(company["id"].string ?? "")"
        let changed = server.admin.patch(path, ["industry": "Tiles"])
        #expect(changed.status == 200, "\(changed)")
        let orders = server.admin.get("/v1/orders?status=confirmed").data
        #expect(orders.contains { $0["gross_amount"] == "633.44" }, "\(orders)")
        // Credentials of then are good now.
        let login = server.client(token: nil).post(
            "/v1/sessions", ["email": "ana@example.com", "password": "a long password of ana"])
        #expect(login.status == 201, "\(login)")
        let note = server.admin.get("/v1/activities?subject=key").data
        let key = try #require(note.first?["body"].string)
        #expect(server.client(token: key).get("/v1/me").status == 200)
        #expect(try server.read { try Examination.run($0) }.findings == [])
    }

    // MARK: Files

    private static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        .dropLast(3).joined(separator: "/")

    private static func bytes(of release: String) throws -> [UInt8] {
        let packed = try File.read("\(root)/Tests/tratoTests/Releases/\(release).db.gz")
        return try Gzip.unpack(packed, limits: Limits())
    }

    private func unpack(_ release: String) throws -> String {
        let path = folder.file("\(release).db")
        try File.write(try Self.bytes(of: release), to: path)
        return path
    }

    // MARK: Contents

    /// Some columns of a table, and each row of them as one text.
    private struct Content {
        var columns: [String]
        var rows: Set<String>
    }

    /// Every ordinary table; only the columns of `other` where that is given.
    private func contents(of path: String, like other: [String: Content]? = nil) throws
        -> [String: Content]
    {
        let reader = try Database.reader(at: path)
        defer { reader.end() }
        let tx = try reader.transaction()
        var columns: [String: [String]] = [:]
        try tx.query(
            text: """
                SELECT t.name, c.name FROM pragma_table_list t, pragma_table_info(t.name) c
                WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
                    AND t.name <> 'schema_migrations'
                """
        ) { row in
            let (table, column) = (row.text(0), row.text(1))
            guard !Self.rewritten.contains("\(table).\(column)") else { return }
            columns[table, default: []].append(column)
        }
        var contents: [String: Content] = [:]
        for (table, found) in columns {
            let wanted = other?[table]?.columns ?? found
            let missing = Set(wanted).subtracting(found)
            #expect(missing.isEmpty, "columns of \(table) have gone")
            let kept = wanted.filter(found.contains)
            let row = kept.map { "quote(\"\($0)\")" }.joined(separator: " || ',' || ")
            var rows: Set<String> = []
            try tx.query(text: "SELECT \(row) FROM \"\(table)\"") { rows.insert($0.text(0)) }
            contents[table] = Content(columns: kept, rows: rows)
        }
        return contents
    }
}
