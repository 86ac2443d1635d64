import Glibc
import Store
import Synchronization

/// A folder of its own for one test, removed with what is in it.
final class Scratch: Sendable {
    let path: String

    init() {
        let base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array("\(base)/trato-store-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "no folder can be made in \(base)")
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        guard let folder = opendir(path) else { return }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { unlink("\(path)/\(name)") }
        }
        closedir(folder)
        rmdir(path)
    }

    func file(_ name: String = "test.db") -> String { "\(path)/\(name)" }

    static let things = Migration(
        version: 1, name: "things",
        sql: """
            CREATE TABLE things (pk INTEGER PRIMARY KEY, name TEXT NOT NULL, size INTEGER) STRICT;
            CREATE UNIQUE INDEX things_name ON things (name);
            CREATE UNIQUE INDEX things_pair ON things (size, name);
            CREATE TABLE parts (pk INTEGER PRIMARY KEY, thing INTEGER NOT NULL REFERENCES things (pk)) STRICT;
            """)

    func open(
        limits: Writer.Limits = .init(), migrations: [Migration] = [Scratch.things]
    ) throws -> Database {
        try Database(path: file(), migrations: migrations, limits: limits)
    }
}

extension Database {
    func count() throws -> Int64 {
        try read { try $0.first(text: "SELECT COUNT(*) FROM things") { $0.integer(0) } ?? 0 }
    }

    /// Adds one thing and waits for the commit.
    func add(_ name: String) throws {
        try write {
            _ = try $0.execute(text: "INSERT INTO things (name) VALUES (?)", [.text(name)])
        }
    }
}

/// Counts from many threads.
final class Tally: Sendable {
    private let count = Atomic(0)

    func add() { count.add(1, ordering: .relaxed) }
    var value: Int { count.load(ordering: .relaxed) }
}

struct Refused: Error {}
