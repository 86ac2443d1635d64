import Schema
import Store
import Testing
import TratoTesting

struct SortTests {
    @Test(arguments: Resources.all)
    func `every sortable field orders both ways, nulls and ties included`(_ name: String) throws {
        let subject = try Subject(name)
        let records = try subject.make(count: 9)
        let ids = records.compactMap { $0["id"].string }
        for field in subject.table.fields where field.traits.contains(.sortable) {
            let isUnique =
                field.traits.contains(.unique)
                || subject.table.uniques.contains { $0.columns.contains(field.name) }
            guard let cells = Self.cells(for: field, isUnique, count: ids.count) else { continue }
            for (record, cell) in zip(records, cells) { try subject.set(field, cell, of: record) }
            let order = Self.order(ids, cells)
            for (sign, expected) in [("", order), ("-", Array(order.reversed()))] {
                let query = "limit=2&sort=\(sign)\(field.name)"
                let walked = subject.admin.all(
                    "\(subject.path)?sort=\(sign)\(field.name)", limit: 2)
                let found = walked.compactMap { $0["id"].string }.filter(ids.contains)
                #expect(found == expected, "\(query)")
            }
            let mixed = subject.admin.all("\(subject.path)?sort=\(field.name),-id", limit: 2)
                .compactMap { $0["id"].string }.filter(ids.contains)
            #expect(mixed == Self.order(ids, cells, tiesReversed: true), "\(field.name),-id")
        }
        let byID = subject.admin.all("\(subject.path)?sort=id", limit: 2).compactMap {
            $0["id"].string
        }
        #expect(byID == byID.sorted())
    }

    /// Values with gaps, ties where the field allows them, and nulls where it does.
    private static func cells(
        for field: FieldSpec, _ isUnique: Bool, count: Int
    ) -> [Cell]? {
        (0..<count).map { index -> Cell? in
            let rank = isUnique ? (index * 5) % 11 : (index * 5) % 4
            if field.isOptional, rank == 1 { return .null }
            switch field.kind {
            case .text, .longText: return .text(["beta \(rank)", "Alfa \(rank)"][rank % 2])
            case .email: return .text("\(rank)@example.com")
            case .phone: return .text("+35121123450\(rank)")
            case .url: return .text("https://example.com/\(rank)")
            case .country: return .text(["DE", "ES", "MX", "PT"][rank % 4])
            case .currency: return .text(["CHF", "EUR", "GBP", "USD"][rank % 4])
            case .language: return .text(["de", "en", "es", "pt"][rank % 4])
            case .timeZone: return .text(["Asia/Tokyo", "UTC"][rank % 2])
            case .choice(let words): return .text(words[rank % words.count])
            case .status(let machine): return .text(machine.states[rank % machine.states.count])
            case .boolean: return .integer(Int64(rank % 2))
            case .integer, .money, .decimal, .day: return .integer(Int64(rank * 10_000))
            case .instant: return .integer(1_700_000_000_000 + Int64(rank))
            case .id, .reference, .actor, .link, .labels, .externalIDs, .custom, .password, .object,
                .objects:
                return nil
            }
        }.reduce([]) { list, cell in cell.flatMap { cell in list.map { $0 + [cell] } } }
    }

    /// Nulls first, then by value, people's way for text; ids decide ties.
    private static func order(
        _ ids: [String], _ cells: [Cell], tiesReversed: Bool = false
    ) -> [String] {
        zip(ids, cells).sorted { left, right in
            switch (left.1, right.1) {
            case (.null, .null): break
            case (.null, _): return true
            case (_, .null): return false
            case (.integer(let one), .integer(let two)) where one != two: return one < two
            case (.text(let one), .text(let two)) where one.lowercased() != two.lowercased():
                return one.lowercased() < two.lowercased()
            default: break
            }
            return tiesReversed ? left.0 > right.0 : left.0 < right.0
        }.map(\.0)
    }

    @Test(arguments: Resources.all)
    func `a field that is not sortable is refused, and so is one that is not there`(_ name: String)
        throws
    {
        let subject = try Subject(name)
        for field in subject.table.fields
        where field.name != "id" && !field.traits.contains(.sortable) {
            let answer = subject.admin.get("\(subject.path)?sort=\(field.name)")
            #expect(answer.status == 400, "\(field.name): \(answer)")
            #expect(
                answer.code == (field.isShown ? "unsortable" : "unknown_field"), "\(field.name)")
        }
        for sort in ["nothing", "", "-", "id,,", "+id"] {
            let answer = subject.admin.get("\(subject.path)?sort=\(encoded(sort))")
            #expect(answer.status == 400, "\(sort): \(answer)")
        }
    }

    @Test(arguments: Resources.all)
    func `the newest come first`(_ name: String) throws {
        let subject = try Subject(name)
        let ids = try subject.make(count: 5).compactMap { $0["id"].string }
        #expect(subject.ids("").filter(ids.contains) == ids.reversed())
    }

    @Test(arguments: Resources.changeable.filter(Resources.creatable.contains))
    func `a walk returns each record once whatever is written meanwhile`(_ name: String) throws {
        let subject = try Subject(name)
        let records = try subject.make(count: 7)
        let ids = records.compactMap { $0["id"].string }
        let fields = subject.table.fields.filter { $0.traits.contains(.sortable) }.map(\.name)
        for sort in (fields + ["id"]).flatMap({ [$0, "-" + $0] })
        where !sort.hasSuffix("updated_at") {
            var seen: [String] = []
            var cursor: String?
            var step = 0
            repeat {
                let page = subject.admin.get(
                    "\(subject.path)?limit=\(2 + step % 2)&sort=\(sort)"
                        + (cursor.map { "&cursor=\($0)" } ?? ""))
                #expect(page.status == 200, "\(page)")
                seen += page.data.compactMap { $0["id"].string }
                cursor = page.nextCursor
                subject.server.time.advance(milliseconds: 1)
                // What cannot be deleted again would pile up faster than it is walked through.
                let isDeletable = Resources.deletable.contains(name)
                let passing: JSONValue? = isDeletable || step < 3 ? try subject.make() : .none
                #expect(
                    subject.patch(records[step % 7], ["tags": [.string("\(sort)\(step)")]]).status
                        == 200)
                if isDeletable, step % 2 == 0, let passing { subject.delete(passing) }
                step += 1
            } while cursor != nil && step < 100
            #expect(step < 100, "\(sort) goes on for ever")
            #expect(seen.filter(ids.contains).sorted() == ids.sorted(), "\(sort)")
            #expect(Set(seen).count == seen.count, "\(sort)")
        }
    }
}
