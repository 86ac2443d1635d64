import JSON
import Schema
import Store
import Testing

/// Walks of any page size, by any order, against sorting everything in memory.
struct SortOrderTests {
    private struct Key {
        let name: String
        let isDescending: Bool
    }

    @Test(arguments: [11, 12, 13] as [UInt64])
    func `pages together are the whole list in order`(_ seed: UInt64) throws {
        let store = try BoxStore()
        var random = Seeded(seed)
        let rows = try fill(store, 40, &random)
        for _ in 0..<30 {
            var names = ["label", "size", "weight", "packed_on"].shuffled(using: &random)
            names.removeLast(Int.random(in: 0...3, using: &random))
            let keys = names.map { Key(name: $0, isDescending: Bool.random(using: &random)) }
            let text = keys.map { ($0.isDescending ? "-" : "") + $0.name }.joined(separator: ",")
            let limit = Int.random(in: 1...7, using: &random)
            let expected = rows.sorted { before($0, $1, keys) }.map(\.id)
            #expect(
                try walk(store, text, limit) == expected,
                "seed \(seed), sort \(text), limit \(limit)")
        }
    }

    private func fill(_ store: BoxStore, _ count: Int, _ random: inout Seeded) throws -> [Row] {
        let plans = (0..<count).map { _ in
            (0..<4).map { _ in Int.random(in: 0...4, using: &random) }
        }
        return try store.write { tx in
            try plans.map { plan in
                var box = Record<Boxes>()
                box.label = ["Ash", "beech", "Cedar", "elm", "Fir"][plan[0]]
                box.size = plan[1] == 0 ? nil : Int64(plan[1])
                box.weight = plan[2] == 0 ? nil : Money(tenThousandths: Int64(plan[2]) * 10_000)
                box.packedOn = plan[3] == 0 ? nil : Day(daysSince1970: Int32(plan[3]))
                return try tx.create(box).row
            }
        }
    }

    private func before(_ left: Row, _ right: Row, _ keys: [Key]) -> Bool {
        for key in keys {
            guard let field = Boxes.table.field(key.name) else { continue }
            let order = compare(left[field], right[field])
            if order != 0 { return (order < 0) != key.isDescending }
        }
        return keys.last?.isDescending == true ? left.id > right.id : left.id < right.id
    }

    /// Nulls first; text without regard to case.
    private func compare(_ left: Cell, _ right: Cell) -> Int {
        switch (left, right) {
        case (.null, .null): 0
        case (.null, _): -1
        case (_, .null): 1
        case (.integer(let one), .integer(let two)): one < two ? -1 : one > two ? 1 : 0
        case (.text(let one), .text(let two)):
            one.lowercased() < two.lowercased() ? -1 : one.lowercased() > two.lowercased() ? 1 : 0
        default: 0
        }
    }

    private func walk(_ store: BoxStore, _ sort: String, _ limit: Int) throws -> [RecordID] {
        var query = try ListQuery(Boxes.table)
        query.sort = try Sort(sort, Boxes.table)
        query.limit = limit
        query.selection = try Selection(fields: "id", include: nil)
        var found: [RecordID] = []
        repeat {
            let page = try store.read { tx in
                var json = JSONWriter()
                let result = try query.run(tx, to: &json)
                return (cursor: result.nextCursor, bytes: json.finish())
            }
            for record in try JSONDocument(page.bytes).root.elements {
                if let id = record["id"]?.string.flatMap({ RecordID($0) }) { found.append(id) }
            }
            query.cursor = page.cursor
        } while query.cursor != nil && found.count < 1_000
        return found
    }
}
