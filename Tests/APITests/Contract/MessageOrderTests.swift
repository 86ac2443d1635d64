import Schema
import Testing
import TratoTesting

/// What another system sends comes twice, late, or in another order than it happened.
struct MessageOrderTests {
    private static let noon = "2026-11-22T12:00:00Z"

    private func address(_ subject: Subject, _ query: String = "") -> String {
        "\(subject.path)/by-external/erp/1" + (query.isEmpty ? "" : "?" + query)
    }

    private func at(_ minute: Int, _ more: String = "") -> String {
        "occurred_at=2026-11-22T09:\(minute < 10 ? "0" : "")\(minute):00Z" + more
    }

    @Test(arguments: Resources.keyed)
    func `what is older than what was taken has no effect`(_ name: String) throws {
        let subject = try Subject(name)
        let body = try subject.minimalBody()
        let made = subject.admin.put(address(subject, at(20)), body)
        try #require(made.status == 201, "\(made)")
        let late = subject.admin.put(
            address(subject, at(10)), body.merging(["tags": ["late"]]))
        #expect(late.status == 200, "\(late)")
        #expect(late.header("trato-ignored") == "out_of_order")
        #expect(late.header("trato-unchanged") == "true")
        #expect(late.json["ignored"]["latest_at"] == "2026-11-22T09:20:00.000Z")
        #expect(late.json.without("ignored") == made.json)
        let next = subject.admin.put(
            address(subject, at(30)), body.merging(["tags": ["next"]]))
        #expect(next.status == 200, "\(next)")
        #expect(next.json["tags"] == ["next"])
        #expect(next.header("trato-ignored") == nil)
        let again = subject.admin.put(
            address(subject, at(30)), body.merging(["tags": ["next"]]))
        #expect(again.header("trato-unchanged") == "true")
        #expect(again.header("trato-ignored") == nil)
        #expect(again.etag == next.etag)
    }

    @Test(arguments: Resources.keyed)
    func `what says nothing new may still be newer`(_ name: String) throws {
        let subject = try Subject(name)
        let body = try subject.minimalBody()
        #expect(subject.admin.put(address(subject, at(10)), body).status == 201)
        let repeated = subject.admin.put(address(subject, at(30)), body)
        #expect(repeated.header("trato-unchanged") == "true", "\(repeated)")
        let between = subject.admin.put(
            address(subject, at(20)), body.merging(["tags": ["x"]]))
        #expect(between.header("trato-ignored") == "out_of_order", "\(between)")
    }

    @Test(arguments: Resources.keyed)
    func `in one instant the sequence decides`(_ name: String) throws {
        let subject = try Subject(name)
        let body = try subject.minimalBody()
        #expect(subject.admin.put(address(subject, at(10, "&sequence=7")), body).status == 201)
        let older = subject.admin.put(
            address(subject, at(10, "&sequence=6")), body.merging(["tags": ["x"]]))
        #expect(older.json["ignored"]["latest_sequence"] == 7, "\(older)")
        let newer = subject.admin.put(
            address(subject, at(10, "&sequence=8")), body.merging(["tags": ["x"]]))
        #expect(newer.json["tags"] == ["x"], "\(newer)")
        // Without a sequence it cannot be told, so the one that comes last holds.
        let last = subject.admin.put(address(subject, at(10)), body.merging(["tags": ["y"]]))
        #expect(last.json["tags"] == ["y"], "\(last)")
    }

    @Test(arguments: Resources.keyed.filter(Resources.deletable.contains))
    func `a record is deleted by key, and comes back only when that is asked for`(
        _ name: String
    ) throws {
        let subject = try Subject(name)
        let body = try subject.minimalBody()
        let made = subject.admin.put(address(subject, at(10)), body)
        #expect(subject.admin.delete(address(subject, at(30))).status == 204)
        #expect(subject.get(made.json).code == "deleted")
        let again = subject.admin.delete(address(subject, at(30)))
        #expect(again.status == 204, "\(again)")
        #expect(again.header("trato-unchanged") == "true")
        let late = subject.admin.put(address(subject, at(20, "&restore=true")), body)
        #expect(late.status == 200, "\(late)")
        #expect(late.json["ignored"]["is_deleted"] == true)
        #expect(subject.get(made.json).code == "deleted")
        #expect(subject.admin.put(address(subject, at(40)), body).code == "deleted")
        let back = subject.admin.put(
            address(subject, at(40, "&restore=true")), body.merging(["tags": ["back"]]))
        #expect(back.status == 200, "\(back)")
        #expect(back.id == made.id)
        #expect(subject.get(made.json).json["tags"] == ["back"])
        let early = subject.admin.delete(address(subject, at(35)))
        #expect(early.status == 200, "\(early)")
        #expect(early.json["ignored"]["reason"] == "out_of_order")
        #expect(subject.get(made.json).status == 200)
        #expect(subject.admin.delete("\(subject.path)/by-external/erp/2").status == 404)
    }

    private static let forgettable = Resources.keyed.filter(Resources.deletable.contains)

    @Test(arguments: forgettable)
    func `what was deleted before it was heard of is not made by an older message`(
        _ name: String
    ) throws {
        let subject = try Subject(name)
        let body = try subject.minimalBody()
        let gone = subject.admin.delete(address(subject, at(30)))
        guard subject.table.sightThrough == nil else {
            // Whether the key is free is known to those only who see what it hangs on.
            #expect(gone.status == 404, "\(gone)")
            return
        }
        #expect(gone.status == 204, "\(gone)")
        #expect(gone.header("trato-unchanged") == "true")
        let early = subject.admin.delete(address(subject, at(20)))
        #expect(early.status == 204, "\(early)")
        #expect(early.header("trato-ignored") == "out_of_order")
        for minute in [10, 29] {
            let late = subject.admin.put(address(subject, at(minute, "&restore=true")), body)
            #expect(late.status == 204, "\(late)")
            #expect(late.header("trato-ignored") == "out_of_order")
            #expect(late.header("trato-unchanged") == "true")
        }
        #expect(subject.admin.get(address(subject)).status == 404)
        let newer = subject.admin.put(address(subject, at(40)), body)
        #expect(newer.status == 201, "\(newer)")
        let between = subject.admin.put(
            address(subject, at(35)), body.merging(["tags": ["between"]]))
        #expect(between.header("trato-ignored") == "out_of_order", "\(between)")
    }

    @Test func `a message without a time makes the record, and the deletion still counts`() throws {
        let subject = try Subject("parties")
        let body = try subject.minimalBody()
        let refused = subject.admin.put(address(subject), body, headers: [("If-Match", "\"1\"")])
        #expect(refused.code == "stale_version", "\(refused)")
        let matching = subject.admin.delete(
            address(subject, at(30)), headers: [("If-Match", "\"1\"")])
        #expect(matching.code == "stale_version", "\(matching)")
        #expect(subject.admin.delete(address(subject, at(30, "&sequence=2"))).status == 204)
        let same = subject.admin.put(address(subject, at(30, "&sequence=1")), body)
        #expect(same.header("trato-ignored") == "out_of_order", "\(same)")
        #expect(subject.admin.put(address(subject), body).status == 201)
        let late = subject.admin.put(
            address(subject, at(20)), body.merging(["tags": ["late"]]))
        #expect(late.json["ignored"]["latest_at"] == "2026-11-22T09:30:00.000Z", "\(late)")
    }

    @Test func `only who sees all records leaves a deletion behind`() throws {
        let subject = try Subject("parties")
        let body = try subject.minimalBody()
        let manager = try subject.server.person("Max", role: "sales_manager")
        let answer = manager.delete(address(subject, at(30)))
        #expect(answer.status == 404, "\(answer)")
        #expect(subject.admin.put(address(subject, at(10)), body).status == 201)
        #expect(subject.admin.delete(address(subject)).status == 204)
    }

    @Test func `times and counts that are none are refused`() throws {
        let subject = try Subject("parties")
        let body = try subject.minimalBody()
        for (query, parameter) in [
            ("occurred_at=yesterday", "occurred_at"),
            ("occurred_at=2026-11-25T00:00:00Z", "occurred_at"),
            ("sequence=1", "sequence"), (at(10, "&sequence=x"), "sequence"),
            (at(10, "&" + at(11)), "occurred_at"), ("restore=yes", "restore"),
            ("happened_at=2026-11-22T09:00:00Z", "happened_at"),
        ] {
            let answer = subject.admin.put(address(subject, query), body)
            #expect(answer.code == "bad_parameter", "\(query): \(answer)")
            #expect(answer.json["parameter"] == .string(parameter), "\(query): \(answer)")
        }
        #expect(subject.admin.get(address(subject)).status == 404)
    }

    @Test func `what only grows is written once under a key`() throws {
        for name in Resources.external where !Resources.keyed.contains(name) {
            let subject = try Subject(name)
            let body = try subject.minimalBody()
            let made = subject.admin.put(address(subject), body)
            #expect(made.status == 201, "\(made)")
            let again = subject.admin.put(address(subject), body)
            #expect(again.header("trato-unchanged") == "true", "\(again)")
            #expect(again.json == made.json)
            let other = subject.admin.put(address(subject), body.merging(["tags": ["x"]]))
            #expect(other.code == "not_editable", "\(other)")
        }
    }

    @Test(arguments: Resources.external)
    func `every reference may be given by another system's key`(_ name: String) throws {
        let subject = try Subject(name)
        var body = try subject.minimalBody()
        for field in subject.table.fields where field.isWritable {
            guard let target = field.target, !target.isChild, let nested = field.referenceName,
                !field.traits.contains(.filled)
            else { continue }
            let given = body[field.name].string
            guard given != nil || field.isRequired else { continue }
            let key: JSONValue = ["system": "erp", "id": .string("ref \(field.name)")]
            let id = try #require(given.flatMap { RecordID($0) })
            let cell = ExternalID.adding(
                ExternalID(system: "erp", id: "ref \(field.name)"), to: .text("[]"))
            try subject.server.tx { tx in
                let before = try #require(try tx.row(target, id))
                var row = before
                row.cells[CommonFields.externalIDs] = cell
                _ = try tx.update(before, to: row)
            }
            body = body.without(field.name).merging([nested: ["external_id": key]])
        }
        let made = subject.admin.put(address(subject), body)
        #expect(made.status == 201, "\(body): \(made)")
    }

    @Test func `every reference has a name to nest under`() {
        for table in Resources.all.map({ Resources[$0] }) {
            for field in ([table] + table.owned.map(\.table)).flatMap(\.fields) {
                guard case .reference = field.kind, field.isWritable else { continue }
                #expect(field.referenceName != nil, "\(table.name).\(field.name)")
                #expect(field.target != nil, "\(table.name).\(field.name)")
            }
        }
    }

    @Test func `a link names its record by another system's key too`() throws {
        let subject = try Subject("activities")
        let party = try subject.maker.make(
            "parties", ["external_ids": [["system": "erp", "id": "7"]]])
        func make(_ link: JSONValue) throws -> TestResponse {
            subject.admin.post(
                subject.path, try subject.minimalBody().merging(["related": link]))
        }
        let key: JSONValue = ["system": "erp", "id": "7"]
        let made = try make(["resource": "parties", "external_id": key])
        #expect(made.json["related"] == ["resource": "parties", "id": party["id"]], "\(made)")
        for (link, fault) in [
            (["external_id": key], "/related/resource required"),
            (["resource": "nothing", "external_id": key], "/related/external_id not_found"),
            (["resource": "orders", "external_id": key], "/related/external_id not_found"),
            (
                ["resource": "parties", "external_id": key, "id": party["id"]],
                "/related/id conflict"
            ),
            (["resource": "parties", "external_id": 5], "/related/external_id/id malformed"),
            (["resource": "parties", "external_id": key, "x": 1], "/related/x unknown_field"),
        ] as [(JSONValue, String)] {
            let answer = try make(link)
            #expect(answer.faults.contains(fault), "\(link): \(answer)")
        }
    }
}
