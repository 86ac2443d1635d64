import Schema
import Testing
import TratoTesting

struct AuditTests {
    @Test(arguments: Resources.changeable)
    func `every write leaves one entry with who, what, before and after`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        let singular = subject.table.singular
        subject.server.time.advance(seconds: 1)
        let change = subject.admin.patch(
            subject.address(made), ["tags": ["red"]], match: "\"1\"",
            headers: [("X-Request-Id", "request-2")])
        #expect(change.status == 200, "\(change)")
        var types = ["\(singular).created", "\(singular).updated"]
        if Resources.deletable.contains(name) {
            #expect(subject.delete(made).status == 204)
            #expect(subject.admin.post("\(subject.address(made))/restore").status == 200)
            types += ["\(singular).deleted", "\(singular).restored"]
        }
        let entries = subject.audit(made)
        #expect(entries.map { $0["type"].string } == types)
        #expect(entries.map { $0["record_version"].integer } == (1...Int64(types.count)).map { $0 })
        for entry in entries {
            #expect(entry["resource"].string == name)
            #expect(entry["record_id"] == made["id"])
            #expect(entry["actor_id"].string == subject.server.administrator.text)
            #expect(entry["address"] == "127.0.0.1")
            #expect(!entry["credential_id"].isNull)
        }
        #expect(entries[1]["changes"] == ["tags": [[], ["red"]]])
        #expect(entries[1]["request_id"] == "request-2")
        #expect(entries[1]["at"].string == subject.server.time.now.text)
        for field in subject.table.fields where field.isShown {
            guard let change = entries[0]["changes"].members[field.name] else { continue }
            #expect(change.elements.count == 2, "\(field.name)")
            #expect(change[1] == made[field.name], "\(field.name): \(change)")
        }
    }

    @Test(arguments: Resources.changeable)
    func `a refused write leaves nothing`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        let before = subject.admin.get("/v1/changes?after=latest").nextCursor
        #expect(subject.patch(made, ["nothing": 1]).status == 422)
        #expect(subject.admin.post(subject.path, ["nothing": 1]).status >= 400)
        #expect(subject.admin.patch(subject.address(made), [:], match: "\"9\"").status == 412)
        #expect(subject.patch(made, [:]).status == 200)
        #expect(subject.admin.get("/v1/changes?after=latest").nextCursor == before)
    }

    @Test(arguments: Resources.changeable)
    func `the feed tells every change in order`(_ name: String) throws {
        let subject = try Subject(name)
        let start = try #require(subject.admin.get("/v1/changes?after=latest").nextCursor)
        let made = try subject.make()
        #expect(subject.patch(made, ["tags": ["red"]]).status == 200)
        if Resources.deletable.contains(name) { #expect(subject.delete(made).status == 204) }
        let feed = subject.admin.get("/v1/changes?after=\(start)&resource=\(name)")
        #expect(feed.status == 200, "\(feed)")
        let own = feed.data.filter { $0["id"] == made["id"] }
        let singular = subject.table.singular
        let types = ["created", "updated", "deleted"].prefix(
            Resources.deletable.contains(name) ? 3 : 2)
        #expect(own.map { $0["type"].string } == types.map { "\(singular).\($0)" })
        #expect(own.map { $0["version"].integer } == (1...Int64(types.count)).map { $0 })
        #expect(own[1]["changed"] == ["tags"])
        #expect(own[1]["actor"].string == subject.server.administrator.text)
        #expect(own[1]["record"]["id"] == made["id"] || own.count == 3)
        let seqs = feed.data.compactMap { $0["seq"].integer }
        #expect(seqs == seqs.sorted() && Set(seqs).count == seqs.count)
        if own.count == 3 { #expect(own[2]["record"] == .null) }
    }
}
