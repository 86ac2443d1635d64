import Schema
import Testing
import TratoTesting

struct ExternalIDTests {
    @Test(arguments: Resources.keyed)
    func `another system creates and changes a record under its own key`(_ name: String) throws {
        let subject = try Subject(name)
        let address = "\(subject.path)/by-external/erp/No%201"
        #expect(subject.admin.get(address).status == 404)
        let body = try subject.minimalBody()
        let made = subject.admin.put(address, body)
        try #require(made.status == 201, "\(made)")
        #expect(made.header("location") == "\(subject.path)/\(made.id)")
        #expect(made.json["external_ids"] == [["system": "erp", "id": "No 1"]])
        #expect(subject.admin.get(address).json == made.json)
        let again = subject.admin.put(address, body)
        #expect(again.status == 200, "\(again)")
        #expect(again.header("trato-unchanged") == "true")
        #expect(again.json == made.json)
        #expect(subject.audit(made.json).count == 1)
        let changed = subject.admin.put(
            address, body.merging(["tags": ["changed"], "external_ids": []]))
        #expect(changed.status == 200, "\(changed)")
        #expect(changed.header("trato-unchanged") == nil)
        #expect(changed.etag == "\"2\"")
        #expect(changed.json["external_ids"] == made.json["external_ids"])
        #expect(try subject.stored() == subject.ids("").count)
    }

    @Test(arguments: Resources.keyed)
    func `a key names one record for ever`(_ name: String) throws {
        let subject = try Subject(name)
        let key: JSONValue = [["system": "erp", "id": "1"]]
        let first = try subject.make(["external_ids": key])
        let second = subject.admin.post(
            subject.path, try subject.minimalBody().merging(["external_ids": key]))
        #expect(second.status == 409, "\(second)")
        #expect(second.code == "already_exists")
        #expect(second.pointers == ["/external_ids"])
        let other = try subject.make()
        #expect(subject.patch(other, ["external_ids": key]).status == 409)
        #expect(subject.patch(first, ["external_ids": []]).status == 200)
        #expect(subject.patch(other, ["external_ids": key]).status == 409)
        #expect(subject.patch(first, ["external_ids": key]).status == 200)
        #expect(subject.admin.get("\(subject.path)/by-external/erp/1").json["id"] == first["id"])
    }

    @Test(arguments: Resources.keyed)
    func `If-Match holds by key as well`(_ name: String) throws {
        let subject = try Subject(name)
        let address = "\(subject.path)/by-external/erp/1"
        let body = try subject.minimalBody()
        let early = subject.admin.put(address, body, headers: [("If-Match", "\"1\"")])
        #expect(early.status == 412, "\(early)")
        #expect(subject.admin.put(address, body).status == 201)
        let stale = subject.admin.put(
            address, body.merging(["tags": ["x"]]), headers: [("If-Match", "\"7\"")])
        #expect(stale.status == 412)
        #expect(stale.etag == "\"1\"")
    }

    @Test(arguments: Resources.external)
    func `a bad body by key is refused and stores nothing`(_ name: String) throws {
        let subject = try Subject(name)
        let before = try subject.stored()
        let body = try subject.minimalBody()
        let made = try subject.stored()
        let address = "\(subject.path)/by-external/erp/1"
        expect(
            subject.admin.put(address, body.merging(["nothing": 1])),
            refuses: "/nothing unknown_field")
        #expect(subject.admin.get(address).status == 404)
        #expect(try subject.stored() == made)
        #expect(made >= before)
    }
}
