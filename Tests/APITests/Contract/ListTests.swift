import Schema
import Testing
import TratoTesting

struct ListTests {
    @Test(arguments: Resources.all)
    func `a list shows what reading one shows but for its collections`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        let list = subject.admin.get(subject.path)
        #expect(list.status == 200, "\(list)")
        let found = try #require(list.data.first { $0["id"] == made["id"] })
        let collections = subject.table.owned.map(\.name)
        #expect(
            found
                == .object(subject.get(made).json.members.filter { !collections.contains($0.key) }))
        #expect(list.header("cache-control") == "private, no-cache")
    }

    @Test(arguments: Resources.all)
    func `limit is 1 to 500`(_ name: String) throws {
        let subject = try Subject(name)
        for limit in ["0", "501", "-1", "x", ""] {
            let answer = subject.admin.get("\(subject.path)?limit=\(limit)")
            #expect(answer.status == 400, "\(limit): \(answer)")
            #expect(answer.code == "bad_parameter")
            #expect(answer.json["parameter"] == "limit")
        }
        #expect(subject.admin.get("\(subject.path)?limit=500").status == 200)
    }

    @Test(arguments: Resources.all)
    func `fields keeps a list to what was asked for`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        for field in subject.table.fields.filter(\.isShown) {
            let list = subject.admin.get("\(subject.path)?fields=id,\(field.name)")
            #expect(list.status == 200, "\(field.name): \(list)")
            for record in list.data { #expect(Set(record.members.keys) == ["id", field.name]) }
            let one = subject.admin.get("\(subject.address(made))?fields=\(field.name)")
            #expect(one.json == [field.name: subject.get(made).json[field.name]])
        }
        for target in [subject.path, subject.address(made)] {
            let unknown = subject.admin.get("\(target)?fields=id,nothing")
            #expect(unknown.status == 400, "\(unknown)")
            #expect(unknown.code == "unknown_field")
        }
        for field in subject.table.fields where field.traits.contains(.hidden) {
            #expect(subject.admin.get("\(subject.path)?fields=\(field.name)").status == 400)
        }
    }

    @Test(arguments: Resources.all)
    func `include puts what a reference names beside it`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        for field in subject.table.fields where field.isShown {
            guard let reference = field.referenceName, let target = field.target else { continue }
            for answer in [
                subject.admin.get("\(subject.path)?include=\(reference)"),
                subject.admin.get("\(subject.address(made))?include=\(reference)"),
            ] {
                #expect(answer.status == 200, "\(reference): \(answer)")
                let record = answer.data.first { $0["id"] == made["id"] } ?? answer.json
                let included = record[reference]
                #expect(included["id"] == record[field.name], "\(reference): \(record)")
                if !included.isNull, !target.isChild {
                    let own = subject.admin.get(
                        "/v1/\(target.name)?fields=id&id=\(included["id"].string ?? "")")
                    #expect(own.data.count == 1)
                }
            }
        }
        for collection in subject.table.owned {
            let list = subject.admin.get("\(subject.path)?include=\(collection.name)")
            let record = list.data.first { $0["id"] == made["id"] } ?? .null
            #expect(record[collection.name] == subject.get(made).json[collection.name], "\(list)")
            #expect(record.members[collection.name] != nil)
        }
    }

    @Test(arguments: Resources.all)
    func `include of what is no reference, or too deep, is refused`(_ name: String) throws {
        let subject = try Subject(name)
        for (path, code) in [
            ("nothing", "unknown_field"), ("id", "unknown_field"), ("a.b.c.d", "bad_parameter"),
            ("", "unknown_field"),
        ] {
            let answer = subject.admin.get("\(subject.path)?include=\(path)")
            #expect(answer.status == 400, "\(path): \(answer)")
            #expect(answer.code == code)
        }
    }

    @Test(arguments: Resources.all)
    func `count says how many there are in all`(_ name: String) throws {
        let subject = try Subject(name)
        for _ in 0..<3 { _ = try subject.make() }
        let all = subject.ids("").count
        let answer = subject.admin.get("\(subject.path)?limit=1&count=exact")
        #expect(answer.json["count"].integer == Int64(all))
        #expect(answer.data.count == 1)
        #expect(subject.admin.get(subject.path).json.members["count"] == nil)
        #expect(subject.admin.get("\(subject.path)?count=rough").code == "bad_parameter")
    }

    @Test(arguments: Resources.all)
    func `Link leads to the next page as next_cursor does`(_ name: String) throws {
        let subject = try Subject(name)
        for _ in 0..<3 { _ = try subject.make() }
        let first = subject.admin.get("\(subject.path)?limit=2&sort=id")
        let link = try #require(first.header("link"))
        #expect(link.hasSuffix(">; rel=\"next\""))
        let target = String(link.dropFirst().prefix { $0 != ">" })
        let next = subject.admin.get(target)
        let cursor = try #require(first.nextCursor)
        #expect(
            next.json == subject.admin.get("\(subject.path)?limit=2&sort=id&cursor=\(cursor)").json)
        #expect(next.data.count >= 1)
        let last = subject.admin.get("\(subject.path)?limit=500")
        #expect(last.json["next_cursor"] == .null)
        #expect(last.json.members["next_cursor"] != nil)
        #expect(last.header("link") == nil)
    }

    @Test func `Link keeps the query as it was written, but for its cursor`() throws {
        let subject = try Subject("parties")
        for _ in 0..<4 { _ = try subject.make() }
        let query = "&display_name.ne=a%26b+c%3D&&limit=1&%73ort=id&"
        let first = subject.admin.get("\(subject.path)?\(query)")
        let cursor = try #require(first.nextCursor)
        let kept = "<\(subject.path)?display_name.ne=a%26b+c%3D&limit=1&%73ort=id&"
        #expect(first.header("link") == "\(kept)cursor=\(cursor)>; rel=\"next\"")
        let second = subject.admin.get("\(subject.path)?%63ursor=\(cursor)\(query)")
        let next = try #require(second.nextCursor)
        #expect(second.header("link") == "\(kept)cursor=\(next)>; rel=\"next\"")
        #expect(subject.admin.get("\(subject.path)?cursor=\(next)\(query)").data.count == 1)
    }

    @Test(arguments: Resources.all)
    func `a cursor belongs to the list that gave it`(_ name: String) throws {
        let subject = try Subject(name)
        for _ in 0..<3 { _ = try subject.make() }
        let first = subject.admin.get("\(subject.path)?limit=1")
        let cursor = try #require(first.nextCursor)
        for query in [
            "cursor=\(cursor)&created_at.gte=2020-01-01", "cursor=\(cursor)&sort=id", "cursor=x",
            "cursor=\(cursor.dropLast(4))", "cursor=", "cursor=\(cursor)AAAA",
        ] {
            let answer = subject.admin.get("\(subject.path)?limit=1&\(query)")
            #expect(answer.status == 400, "\(query): \(answer)")
            #expect(answer.code == "bad_cursor")
        }
        #expect(subject.admin.get("\(subject.path)?limit=2&cursor=\(cursor)").status == 200)
    }

    @Test(arguments: Resources.all)
    func `a parameter that does not exist is refused`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        for query in ["nothing=1", "nothing.gte=1", "id.like=x", "limit=1&limit=2", "dry_run=true"]
        {
            let answer = subject.admin.get("\(subject.path)?\(query)")
            #expect(answer.status == 400, "\(query): \(answer)")
        }
        #expect(subject.admin.get("\(subject.path)?nothing=1").code == "unknown_field")
        #expect(subject.admin.get("\(subject.address(made))?nothing=1").status == 400)
        #expect(subject.admin.get("\(subject.path)?id=%FF").status == 400)
    }

    @Test(arguments: Resources.all)
    func `search takes the same as a tree`(_ name: String) throws {
        let subject = try Subject(name)
        let records = try (0..<3).map { _ in try subject.make() }
        let ids = records.compactMap { $0["id"].string }
        let both: JSONValue = ["or": [["id": .string(ids[0])], ["id.in": [.string(ids[1])]]]]
        let answer = subject.admin.post(
            "\(subject.path)/search",
            ["filter": both, "sort": "id", "fields": ["id"], "count": "exact", "limit": 1])
        #expect(answer.status == 200, "\(answer)")
        #expect(answer.data == [["id": .string(ids[0])]])
        #expect(answer.json["count"] == 2)
        let next = subject.admin.post(
            "\(subject.path)/search",
            [
                "filter": both, "sort": "id", "fields": "id", "limit": 1,
                "cursor": answer.json["next_cursor"],
            ])
        #expect(next.data == [["id": .string(ids[1])]])
        let rest = subject.admin.post(
            "\(subject.path)/search",
            ["filter": ["and": [["not": both], ["id.exists": true]]], "limit": 500])
        let found = rest.data.compactMap { $0["id"].string }
        #expect(found.contains(ids[2]) && !found.contains(ids[0]) && !found.contains(ids[1]))
        for (body, fault): (JSONValue, String) in [
            (["nothing": 1], "/nothing unknown_field"), (["filter": 5], "/filter wrong_type"),
            (["filter": ["or": 5]], "/filter/or wrong_type"), (["fields": [5]], " wrong_type"),
            (["filter": ["id": nil]], "/filter/id wrong_type"),
        ] {
            let answer = subject.admin.post("\(subject.path)/search", body)
            #expect(answer.status == 422, "\(body): \(answer)")
            #expect(answer.faults.contains { $0.hasSuffix(fault) }, "\(body): \(answer)")
        }
        let unknown = subject.admin.post("\(subject.path)/search", ["filter": ["nothing": 1]])
        #expect(unknown.status == 400 || unknown.status == 422, "\(unknown)")
    }
}
