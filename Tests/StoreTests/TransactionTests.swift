import Store
import Testing

struct TransactionTests {
    private let scratch = Scratch()

    private func insert(_ name: String, _ tx: Transaction) throws {
        try tx.execute(text: "INSERT INTO things (name) VALUES (?)", [.text(name)])
    }

    private func names(_ database: Database) throws -> [String] {
        try database.read { tx in
            var names: [String] = []
            try tx.query(text: "SELECT name FROM things ORDER BY pk") { names.append($0.text(0)) }
            return names
        }
    }

    @Test func `a savepoint that fails undoes itself and what is inside it`() throws {
        let database = try scratch.open()
        try database.write { tx in
            try insert("a", tx)
            do {
                try tx.savepoint {
                    try insert("b", tx)
                    try tx.savepoint { try insert("c", tx) }
                    throw Refused()
                }
            } catch is Refused {}
            try tx.savepoint {
                try insert("d", tx)
                do {
                    try tx.savepoint {
                        try insert("e", tx)
                        throw Refused()
                    }
                } catch is Refused {}
                try tx.savepoint { try insert("f", tx) }
            }
        }
        #expect(try names(database) == ["a", "d", "f"])
    }

    @Test func `what throws leaves nothing`() throws {
        let database = try scratch.open()
        #expect(throws: Refused.self) {
            try database.write { tx in
                try insert("a", tx)
                throw Refused()
            }
        }
        #expect(try names(database) == [])
    }

    @Test func `a duplicate names the table and its columns`() throws {
        let database = try scratch.open()
        try database.add("a")
        do {
            try database.add("a")
            Issue.record("the second was taken")
        } catch StoreError.duplicate(let table, let columns) {
            #expect(table == "things")
            #expect(columns == ["name"])
        }
        try database.write { tx in
            try tx.execute(text: "DROP INDEX things_name")
            try tx.execute(text: "INSERT INTO things (name, size) VALUES ('b', 1)")
        }
        do {
            try database.write { tx in
                _ = try tx.execute(text: "INSERT INTO things (name, size) VALUES ('b', 1)")
            }
            Issue.record("the second was taken")
        } catch StoreError.duplicate(_, let columns) {
            #expect(columns == ["size", "name"])
        }
    }

    @Test func `a reference into nothing is refused as such`() throws {
        let database = try scratch.open()
        do {
            try database.write { tx in
                _ = try tx.execute(text: "INSERT INTO parts (thing) VALUES (9)")
            }
            Issue.record("it was taken")
        } catch StoreError.foreignKey {}
    }

    @Test func `a reader keeps its snapshot, and begins anew after a commit`() throws {
        let database = try scratch.open()
        try database.add("a")
        let reader = try database.reader()
        func count(_ tx: Transaction) throws -> Int64 {
            try tx.first(text: "SELECT COUNT(*) FROM things") { $0.integer(0) } ?? -1
        }
        let first = try reader.transaction()
        #expect(try count(first) == 1)
        #expect(try reader.transaction() === first)
        try database.add("b")
        #expect(try count(first) == 1)
        #expect(try count(reader.transaction()) == 2)
        reader.end()
        #expect(try count(reader.transaction()) == 2)
        reader.end()
    }

    @Test func `a reader cannot write`() throws {
        let database = try scratch.open()
        #expect(throws: StoreError.self) {
            try database.read { tx in
                _ = try tx.execute(text: "INSERT INTO things (name) VALUES ('a')")
            }
        }
        #expect(try database.count() == 0)
    }

    @Test func `every kind of cell comes back as it went in`() throws {
        let database = try scratch.open()
        let cells: [Cell] = [
            .null, .integer(.min), .integer(.max), .integer(0), .text(""), .text("a\u{0}b é 🧀"),
            .uuid(0, 0), .uuid(.max, 1), .uuid(0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210),
        ]
        for cell in cells {
            let back = try database.read { tx in
                try tx.first(text: "SELECT ?", [cell]) { $0.cell(0) }
            }
            #expect(back == cell)
        }
    }

    @Test func `a statement may run inside its own rows`() throws {
        let database = try scratch.open()
        for name in ["a", "b", "c"] { try database.add(name) }
        let sql = SQL("SELECT name FROM things WHERE name >= ? ORDER BY name")
        let pairs = try database.read { tx in
            var pairs: [String] = []
            try tx.query(sql, [.text("a")]) { outer in
                let name = outer.text(0)
                try tx.query(sql, [.text(name)]) { pairs.append(name + $0.text(0)) }
            }
            return pairs
        }
        #expect(pairs == ["aa", "ab", "ac", "bb", "bc", "cc"])
    }
}
