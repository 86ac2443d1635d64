import Schema
import Testing
import TratoTesting

struct DeleteTests {
    @Test(arguments: Resources.deletable)
    func `what is deleted is gone for all but administrators, and comes back`(_ name: String) throws
    {
        let subject = try Subject(name)
        let made = try subject.make()
        let other = try subject.make()
        let before = subject.get(made).json
        let deletion = subject.delete(made)
        #expect(deletion.status == 204, "\(deletion)")
        #expect(deletion.body.isEmpty)
        let read = subject.get(made)
        #expect(read.status == 404)
        #expect(read.code == "deleted")
        for answer in [
            subject.admin.patch(subject.address(made), ["tags": ["x"]], match: "*"),
            subject.admin.delete(subject.address(made), match: "*"),
        ] {
            #expect(answer.status == 404, "\(answer)")
            #expect(answer.code == "deleted")
        }
        let id = try #require(made["id"].string)
        #expect(!subject.ids("").contains(id))
        #expect(subject.ids("").contains(other["id"].string ?? ""))
        #expect(subject.ids("deleted=only") == [id])
        #expect(subject.ids("deleted=include").contains(id))
        let back = subject.admin.post("\(subject.address(made))/restore")
        #expect(back.status == 200, "\(back)")
        #expect(back.json["version"].integer == 3)
        #expect(Self.lasting(back.json) == Self.lasting(before))
        #expect(subject.get(made).json == back.json)
        #expect(subject.ids("deleted=only") == [])
    }

    /// Without what every write changes.
    private static func lasting(_ record: JSONValue) -> JSONValue {
        record.without("version", "updated_at", "updated_by")
    }

    @Test(arguments: Resources.deletable)
    func `only administrators see what was deleted`(_ name: String) throws {
        let subject = try Subject(name)
        try subject.server.role("watcher", [(resource: name, actions: ["*"], sight: "all")])
        let watcher = try subject.server.person("Wanda", role: "watcher")
        #expect(watcher.get(subject.path).status == 200)
        for query in ["deleted=only", "deleted=include"] {
            let answer = watcher.get("\(subject.path)?\(query)")
            // The list of users as a whole makes an administrator.
            guard name != "users" else { continue }
            #expect(answer.status == 403, "\(answer)")
            #expect(answer.code == "forbidden")
        }
        let wrong = subject.admin.get("\(subject.path)?deleted=yes")
        #expect(wrong.status == 400)
        #expect(wrong.code == "bad_parameter")
    }

    @Test(arguments: Resources.deletable)
    func `restoring what was not deleted changes nothing`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        let answer = subject.admin.post("\(subject.address(made))/restore")
        #expect(answer.status == 200, "\(answer)")
        #expect(answer.etag == "\"1\"")
    }

    @Test(arguments: Resources.creatable)
    func `what a required reference needs cannot be deleted`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        for field in subject.table.fields where !field.traits.contains(.weak) {
            guard case .reference = field.kind, let target = field.target, !target.isChild,
                !["owner_id", "team_id"].contains(field.name),
                Resources.deletable.contains(target.name), let id = made[field.name].string
            else { continue }
            let address = "/v1/\(target.name)/\(id)"
            let answer = subject.admin.delete(address, match: subject.admin.get(address).etag)
            guard answer.code != "not_editable" else { continue }
            #expect(answer.status == 409, "\(field.name): \(answer)")
            #expect(answer.code == "in_use")
            let users = answer.json["used_by"].elements
            if !users.isEmpty {
                #expect(
                    users.contains { $0["id"] == made["id"] && $0["resource"] == .string(name) })
            }
        }
    }
}
