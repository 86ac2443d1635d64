import CRM
import Schema
import Store
import Testing
import TratoTesting

/// The steps that were released and the declarations of today must make the same schema.
@Suite struct MigrationTests {
    private let folder = TestFolder()

    @Test func `the migrations make what the declarations say`() throws {
        let migrated = try schema(Trato.migrations, "migrated.db")
        let declared = try schema(
            [Migration(version: 1, name: "declared", sql: Trato.declaredSchema)], "declared.db")
        let missing = declared.subtracting(migrated).sorted()
        let surplus = migrated.subtracting(declared).sorted()
        #expect(missing.isEmpty, "no migration makes what `trato schema` prints for these")
        #expect(surplus.isEmpty, "no declaration asks for these any more")
    }

    @Test func `the text of a released migration never changes`() {
        let checksums = Trato.migrations.map { [$0.version: $0.checksum] }
        #expect(
            checksums == [
                [1: 4_934_211_209_155_656_540], [2: 4_945_565_257_546_560_548],
                [3: -844_481_327_553_959_606], [4: 3_980_897_523_670_146_171],
                [5: 6_415_214_329_280_534_538], [6: -7_586_686_031_292_911_112],
                [7: 2_988_729_952_086_021_620], [8: -3_199_178_990_864_797_491],
                [9: -614_481_520_120_567_105], [10: 8_687_586_622_626_788_930],
                [11: 1_779_991_702_524_456_877], [12: -211_285_816_468_088_984],
            ])
    }

    @Test func `words of titles that were indexed before are told from others`() throws {
        let titles = [
            "Acme Works", "(Acme) Ltd", "O'Brien & Sons", "Mühle", "3M", "", "!?", "\"Q\" -x",
        ]
        let path = folder.file("before.db")
        do {
            let before = try Database(path: path, migrations: [Trato.migrations[0]])
            try before.write { tx in
                for (index, title) in titles.enumerated() {
                    try tx.execute(
                        text: "INSERT INTO parties_search (rowid, title, body) VALUES (?, ?, 'b')",
                        [.integer(Int64(index)), .text(title)])
                }
            }
        }
        let after = try reopen(path)
        try after.read { tx in
            var indexed: [String] = []
            try tx.query(text: "SELECT title FROM parties_search ORDER BY rowid") {
                indexed.append($0.text(0))
            }
            #expect(
                try indexed == titles.map { try SearchTerms.indexed($0, tx.connection) })
            #expect(indexed[2] == "\u{E001}o \u{E001}brien \u{E001}sons \u{E000}o")
        }
    }

    private func reopen(_ path: String) throws -> Database {
        while true {
            do { return try Database(path: path, migrations: Trato.migrations) } catch StoreError
                .locked
            {
                // The writer's thread may hold the old lock a moment longer.
                continue
            }
        }
    }

    @Test func `versions count from 1 without gaps`() {
        #expect(Trato.migrations.map(\.version) == Array(1...Trato.migrations.count))
    }

    /// Columns, references and indices as the engine knows them, each a line.
    ///
    /// The order of columns is left out, because a column that was added later stands at the end; so are their defaults,
    /// which only fill rows that were there before the column: every insert names all columns.
    private func schema(_ migrations: [Migration], _ name: String) throws -> Set<String> {
        let database = try Database(path: folder.file(name), migrations: migrations)
        return try database.read { tx in
            var lines: Set<String> = []
            try tx.query(
                text: """
                    SELECT 'column ' || t.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk
                    FROM pragma_table_list t, pragma_table_xinfo(t.name) c WHERE t.schema = 'main'
                    UNION ALL
                    SELECT 'reference ' || t.name || '.' || f."from" || ' ' || f."table" || '.' || f."to"
                        || ' ' || f.on_update || ' ' || f.on_delete
                    FROM pragma_table_list t, pragma_foreign_key_list(t.name) f WHERE t.schema = 'main'
                    UNION ALL
                    SELECT 'table ' || name || ' ' || type || ' ' || wr || ' ' || strict
                    FROM pragma_table_list WHERE schema = 'main'
                    UNION ALL
                    SELECT 'collation ' || m.name || '.' || x.name || ' ' || x.coll || ' ' || x.desc
                    FROM sqlite_master m, pragma_index_xinfo(m.name) x WHERE m.type = 'index'
                    UNION ALL
                    SELECT 'made by ' || sql FROM sqlite_master
                    WHERE sql IS NOT NULL AND (type <> 'table' OR sql LIKE 'CREATE VIRTUAL%')
                    """
            ) { row in
                lines.insert(
                    row.text(0).split(whereSeparator: \.isWhitespace).joined(separator: " "))
            }
            return lines
        }
    }
}
