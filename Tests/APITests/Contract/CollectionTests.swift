import Schema
import Testing
import TratoTesting

struct CollectionTests {
    @Test(arguments: Resources.withCollections.filter(Resources.changeable.contains))
    func `an owned row is listed, added, changed and removed at its own address`(_ name: String)
        throws
    {
        let subject = try Subject(name)
        for collection in subject.table.owned where collection.isChangeable {
            let made = try subject.make()
            let start = subject.get(made).json[collection.name].elements
            let address = "\(subject.address(made))/\(collection.name)"
            let element = try subject.maker.minimalElement(of: collection, in: subject.table)
            let added = subject.admin.post(address, element, headers: match(subject, made))
            try #require(added.status == 201, "\(collection.name): \(added)")
            #expect(added.header("location") == "\(address)/\(added.id)")
            #expect(added.etag == "\"2\"")
            #expect(added.etag == subject.get(made).etag)
            #expect(subject.get(made).json[collection.name].elements == start + [added.json])
            let list = subject.admin.get(address)
            #expect(list.data == start + [added.json])
            #expect(list.nextCursor == nil)
            #expect(subject.admin.get("\(address)/\(added.id)").json == added.json)
            try change(subject, made, collection, "\(address)/\(added.id)")
            let removed = subject.admin.delete(
                "\(address)/\(added.id)", match: subject.get(made).etag)
            #expect(removed.status == 204, "\(removed)")
            #expect(subject.admin.get("\(address)/\(added.id)").status == 404)
            #expect(subject.get(made).json[collection.name].elements.count == start.count)
        }
    }

    private func match(_ subject: Subject, _ record: JSONValue) -> [(String, String)] {
        [("If-Match", subject.get(record).etag ?? "")]
    }

    private func change(
        _ subject: Subject, _ made: JSONValue, _ collection: OwnedSpec, _ row: String
    ) throws {
        expect(
            subject.admin.patch(row, ["nothing": 1], match: subject.get(made).etag),
            refuses: "/nothing unknown_field")
        for field in collection.table.fields where field.isWritable && field.name != "id" {
            for bad in field.badValues.prefix(2) {
                expect(
                    subject.admin.patch(
                        row, [field.name: bad.value], match: subject.get(made).etag),
                    refuses: "/\(field.name)\(bad.pointer) \(bad.code.rawValue)")
            }
        }
        let same = subject.admin.patch(
            row, subject.admin.get(row).json, match: subject.get(made).etag)
        #expect(same.status == 200, "\(same)")
        #expect(same.etag == "\"2\"")
        let stale = subject.admin.patch(row, [:], match: "\"1\"")
        #expect(stale.status == 412)
        #expect(stale.etag == "\"2\"")
        if Resources.requiringMatch.contains(subject.table.name) {
            #expect(subject.admin.patch(row, [:]).status == 428)
            #expect(subject.admin.delete(row).status == 428)
        }
    }

    @Test(arguments: Resources.withCollections.filter(Resources.changeable.contains))
    func `an array is the new whole`(_ name: String) throws {
        let subject = try Subject(name)
        for collection in subject.table.owned where collection.isChangeable {
            let made = try subject.make()
            let start = subject.get(made).json[collection.name].elements
            func element() throws -> JSONValue {
                try subject.maker.minimalElement(of: collection, in: subject.table)
            }
            let two = subject.patch(
                made, [collection.name: .array(start + [try element(), try element()])])
            guard two.status == 200 else {
                // Rules may want the rows to differ in more than samples do.
                #expect(two.status == 422, "\(collection.name): \(two)")
                continue
            }
            let rows = two.json[collection.name].elements
            #expect(rows.count == start.count + 2)
            #expect(rows.prefix(start.count).map { $0["id"] } == start.map { $0["id"] })
            let turned = subject.patch(made, [collection.name: .array(rows.reversed())])
            #expect(turned.status == 200, "\(turned)")
            #expect(
                turned.json[collection.name].elements.map { $0["id"] }
                    == rows.reversed().map { $0["id"] })
            let kept = subject.patch(made, [collection.name: .array(Array(rows.dropLast()))])
            #expect(kept.json[collection.name].elements.count == rows.count - 1, "\(kept)")
            let foreign: JSONValue = try element().merging(["id": .string(Fresh.id())])
            let given = subject.patch(
                made, [collection.name: .array(kept.json[collection.name].elements + [foreign])])
            #expect(given.status == 200, "a client may name a new row: \(given)")
            let twice = rows[0].merging([:])
            expect(
                subject.patch(made, [collection.name: .array([twice, twice])]),
                refuses: "/\(collection.name)/1/id duplicate")
            let other = try subject.make()
            let stolen = subject.patch(
                other, [collection.name: .array([kept.json[collection.name][0]])])
            expect(stolen, refuses: "/\(collection.name)/0/id not_found")
        }
    }

    @Test(arguments: Resources.withCollections.filter(Resources.creatable.contains))
    func `a collection has a limit`(_ name: String) throws {
        let subject = try Subject(name)
        let body = try subject.minimalBody()
        for collection in subject.table.owned where collection.isWritable && collection.max <= 1_000
        {
            let many = JSONValue.array(Array(repeating: [:], count: collection.max + 1))
            expect(
                subject.admin.post(subject.path, body.merging([collection.name: many])),
                refuses: "/\(collection.name) too_many")
        }
    }

    @Test(arguments: Resources.withCollections)
    func `rows of a parent that is not there are 404`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        for collection in subject.table.owned {
            #expect(
                subject.admin.get("\(subject.path)/\(Fresh.id())/\(collection.name)").status == 404)
            let row = "\(subject.address(made))/\(collection.name)/\(Fresh.id())"
            #expect(subject.admin.get(row).status == 404)
            guard collection.isChangeable, Resources.changeable.contains(name) else { continue }
            #expect(subject.admin.patch(row, [:], match: "*").status == 404)
            #expect(subject.admin.delete(row, match: "*").status == 404)
        }
    }
}
