import Glibc
import Schema
import Store

/// A resource of these tests only: one field of many kinds.
struct Boxes: Resource {
    static let name = "boxes"
    static let singular = "box"
    static let table = TypedTable(Self())

    let label = Field.text("label", max: 50, [.title, .sortable])
    let size = Field.integer("size", 0...1_000, .sortable).optional
    let weight = Field.money("weight", .sortable).optional
    let colour = Field.choice("colour", of: ["red", "green", "blue"]).optional
    let isOpen = Field.boolean("is_open").default(false)
    let packedOn = Field.day("packed_on", .sortable).optional
    let sealedAt = Field.instant("sealed_at").optional
    let inside = Field.reference("inside_id", to: Boxes.self).optional
    let note = Field.longText("note", .searchable).optional
    let slots = Owned("slots", Slots.self, max: 10)

    init() {}
}

/// What lies in a box.
struct Slots: Resource {
    static let name = "slots"
    static let singular = "slot"
    static let traits: ResourceTraits = .child
    static let table = TypedTable(Self())

    let thing = Field.text("thing", max: 50)
    let count = Field.integer("count", 1...99).default(1)

    init() {}
}

/// A database with boxes.
struct BoxStore {
    static let registry = Registry([Boxes.table])
    private let folder: Folder
    let database: Database

    init() throws {
        folder = Folder()
        database = try Database(
            path: "\(folder.path)/boxes.db",
            migrations: [
                Migration(
                    version: 1, name: "boxes",
                    sql: SystemTables.script + DDL.script(for: Self.registry))
            ], clock: Clock { 1_795_342_530_250 })
    }

    func write<R: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> R) throws -> R {
        try database.write { tx in
            tx.context = try Self.context()
            return try body(tx)
        }
    }

    func read<R>(_ body: (Transaction) throws -> R) throws -> R {
        try database.read { tx in
            tx.context = try Self.context()
            return try body(tx)
        }
    }

    static func context() throws -> Context {
        guard let euro = Currency("EUR") else { throw Problem.notFound("currency") }
        return Context(access: .system, registry: registry, settings: Settings(currency: euro))
    }
}

/// A folder that goes when the object goes.
private final class Folder: Sendable {
    let path: String

    init() {
        let base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array("\(base)/trato-schema-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "no folder can be made in \(base)")
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        for ending in ["", "-wal", "-shm", "-lock"] { unlink("\(path)/boxes.db\(ending)") }
        rmdir(path)
    }
}

/// SplitMix64: the same numbers for the same seed.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
