import Schema
import Testing
import TratoTesting

struct ChangeTests {
    @Test(arguments: Resources.changeable)
    func `giving back the whole record changes nothing`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        let read = subject.get(made)
        subject.server.time.advance(seconds: 60)
        let answer = subject.patch(made, read.json)
        #expect(answer.status == 200, "\(answer)")
        #expect(answer.etag == read.etag)
        #expect(answer.json == read.json)
        #expect(subject.audit(made).count == 1)
    }

    @Test(arguments: Resources.changeable)
    func `a change raises the version by one`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        subject.server.time.advance(seconds: 60)
        for type in ["application/json", "application/merge-patch+json; charset=utf-8"] {
            let before = subject.get(made)
            let answer = subject.admin.patch(
                subject.address(made), ["tags": [.string(type)]], match: before.etag,
                headers: [("Content-Type", type)])
            #expect(answer.status == 200, "\(answer)")
            let version = before.json["version"].integer ?? 0
            #expect(answer.json["version"].integer == version + 1)
            #expect(answer.etag == "\"\(version + 1)\"")
            #expect(answer.json == subject.get(made).json)
            #expect(answer.json["updated_at"].string == subject.server.time.now.text)
        }
    }

    @Test(arguments: Resources.changeable)
    func `a bad value in a change is refused and nothing is stored`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        let before = subject.get(made)
        for field in subject.table.fields
        where field.isWritable && !field.traits.contains(.createOnly) {
            for bad in field.badValues {
                let other = field.name == "tags" ? "external_ids" : "tags"
                let answer = subject.patch(made, [field.name: bad.value, other: []])
                expect(answer, refuses: "/\(field.name)\(bad.pointer) \(bad.code.rawValue)")
            }
        }
        expect(subject.patch(made, ["nothing": nil]), refuses: "/nothing unknown_field")
        #expect(subject.get(made).json == before.json)
    }

    @Test(arguments: Resources.changeable)
    func `what only rules set and what is set once stays`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        for field in subject.table.fields where field.isShown {
            let isReadOnly = field.traits.contains(.readOnly)
            guard isReadOnly || field.traits.contains(.createOnly),
                let value = Different.value(of: field), value != made[field.name]
            else { continue }
            if case .status = field.kind { continue }
            let answer = subject.patch(made, [field.name: value])
            expect(answer, refuses: "/\(field.name) \(isReadOnly ? "read_only" : "immutable")")
        }
        #expect(subject.get(made).etag == "\"1\"")
    }

    @Test(arguments: Resources.changeable)
    func `a stale If-Match is refused with the current ETag`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        #expect(subject.patch(made, ["tags": ["one"]]).status == 200)
        let address = subject.address(made)
        for match in ["\"1\"", "W/\"2\"", "\"99\", \"1\"", ""] {
            for answer in [
                subject.admin.patch(address, ["tags": ["two"]], match: match),
                subject.admin.delete(address, match: match),
            ] where answer.status != 405 {
                #expect(answer.status == 412, "\(match): \(answer)")
                #expect(answer.code == "stale_version")
                #expect(answer.etag == "\"2\"")
            }
        }
        #expect(subject.get(made).json["tags"] == ["one"])
        for match in ["\"2\"", "*"] {
            let answer = subject.admin.patch(address, ["tags": ["one"]], match: match)
            #expect(answer.status == 200, "\(match): \(answer)")
        }
    }

    @Test(arguments: Resources.changeable)
    func `If-Match is required where the contract says so`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        let answer = subject.admin.patch(subject.address(made), ["tags": ["x"]])
        guard Resources.requiringMatch.contains(name) else {
            #expect(answer.status == 200, "\(answer)")
            return
        }
        #expect(answer.status == 428, "\(answer)")
        #expect(answer.code == "precondition_required")
        let deletion = subject.admin.delete(subject.address(made))
        #expect(deletion.status == 428 || deletion.status == 405, "\(deletion)")
        #expect(subject.get(made).etag == "\"1\"")
    }

    @Test(arguments: Resources.all)
    func `If-None-Match answers 304 while nothing has changed`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        let etag = try #require(subject.get(made).etag)
        for match in [etag, "W/\(etag)", "\"0\", \(etag)", "*"] {
            let answer = subject.admin.get(
                subject.address(made), headers: [("If-None-Match", match)])
            #expect(answer.status == 304, "\(match): \(answer)")
            #expect(answer.body.isEmpty)
            #expect(answer.etag == etag)
        }
        let other = subject.admin.get(
            subject.address(made), headers: [("If-None-Match", "\"0\"")])
        #expect(other.status == 200)
    }
}
