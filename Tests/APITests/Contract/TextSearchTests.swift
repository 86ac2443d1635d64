import Schema
import Testing
import TratoTesting

struct TextSearchTests {
    @Test(arguments: Resources.searchable.filter(Resources.creatable.contains))
    func `q finds by every searchable text, whatever its accents and case`(_ name: String) throws {
        let subject = try Subject(name)
        for field in Self.texts(of: subject.table) {
            let number = Fresh.number()
            let text: JSONValue = .string("Ágatha Überall Zebra\(number)")
            let made = subject.admin.post(
                subject.path, try subject.minimalBody().merging([field.name: text]))
            // A rule may want the field to stay empty at first.
            if made.pointers == ["/\(field.name)"] { continue }
            let id = try #require(made.json["id"].string, "\(made)")
            for q in [
                "zebra\(number)", "AGATHA ZEBRA\(number)", "uberall zebra\(number)", "agatha zeb",
            ] {
                #expect(subject.ids("q=\(encoded(q))").contains(id), "\(field.name): \(q)")
                #expect(subject.ids("q=\(encoded(q))&sort=id").contains(id), "\(field.name): \(q)")
            }
            for q in ["zebra\(number)x", "zeb agatha", "\"", "()", "AND", "zebra\(number) yak*"] {
                #expect(!subject.ids("q=\(encoded(q))").contains(id), "\(field.name): \(q)")
            }
            let counted = subject.admin.get("\(subject.path)?q=zebra\(number)&count=exact")
            #expect(counted.json["count"] == 1)
        }
    }

    @Test(arguments: Resources.searchable.filter(Resources.creatable.contains))
    func `q follows changes and forgets what is deleted`(_ name: String) throws {
        let subject = try Subject(name)
        guard
            let field = Self.texts(of: subject.table).first(where: {
                !$0.traits.contains(.createOnly)
            })
        else { return }
        let made = try subject.make([field.name: "Walrus"])
        let id = try #require(made["id"].string)
        #expect(subject.ids("q=walrus") == [id])
        #expect(subject.patch(made, [field.name: "Narwhal"]).status == 200)
        #expect(subject.ids("q=walrus") == [])
        #expect(subject.ids("q=narwhal") == [id])
        #expect(subject.admin.get("/v1/search?q=narwhal").data.map { $0["id"].string } == [id])
        guard Resources.deletable.contains(name) else { return }
        #expect(subject.delete(made).status == 204)
        #expect(subject.ids("q=narwhal") == [])
        #expect(subject.ids("q=narwhal&deleted=only") == [id])
        #expect(subject.admin.post("\(subject.address(made))/restore").status == 200)
        #expect(subject.ids("q=narwhal") == [id])
    }

    @Test(arguments: Resources.searchable.filter(Resources.creatable.contains))
    func `a walk through a ranked search returns each record once`(_ name: String) throws {
        let subject = try Subject(name)
        guard
            let field = Self.texts(of: subject.table).first(where: { !$0.traits.contains(.unique) })
        else { return }
        let ids = try (0..<7).map { index in
            try subject.make([
                // With a number, because some names may stand only once.
                field.name: .string(
                    "Otter" + String(repeating: " river", count: index % 3) + " \(index)")
            ])
        }.compactMap { $0["id"].string }
        let walked = subject.admin.all("\(subject.path)?q=otter", limit: 2).compactMap {
            $0["id"].string
        }
        #expect(walked.sorted() == ids.sorted())
    }

    @Test(arguments: Resources.all.filter { !Resources[$0].isSearchable })
    func `q is refused where there is nothing to search`(_ name: String) throws {
        let subject = try Subject(name)
        #expect(subject.admin.get("\(subject.path)?q=x").code == "bad_parameter")
        expect(
            subject.admin.post("\(subject.path)/search", ["q": "x"]), refuses: "/q unknown_field")
    }

    /// Searchable fields that take any text.
    private static func texts(of table: Table) -> [FieldSpec] {
        table.fields.filter { field in
            guard field.isWritable, !field.traits.isDisjoint(with: [.searchable, .title]) else {
                return false
            }
            switch field.kind {
            case .text(let max), .longText(let max): return max >= 60
            default: return false
            }
        }
    }
}
