import Schema
import Testing
import TratoTesting

struct StatusTests {
    @Test(arguments: Resources.withStatus)
    func `a status changes only through a verb`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        let machine = try #require(subject.table.machine)
        let field = try #require(subject.table.status)
        let from = try #require(made[field.name].string)
        for state in machine.states where state != from {
            let answer = subject.patch(made, [field.name: .string(state)])
            #expect(answer.status == 409, "\(state): \(answer)")
            #expect(answer.code == "use_transition")
            #expect(answer.json["from"].string == from)
            #expect(answer.json["to"].string == state)
            #expect(
                Set(answer.json["allowed"].elements.compactMap(\.string))
                    == Set(machine.verbs(from: from)))
        }
        expect(
            subject.patch(made, [field.name: "no such state"]),
            refuses: "/\(field.name) unknown_value")
        #expect(subject.patch(made, [field.name: .string(from)]).status == 200)
        #expect(subject.get(made).etag == "\"1\"")
    }

    @Test(arguments: Resources.withStatus)
    func `every verb that a status does not allow is refused and changes nothing`(_ name: String)
        throws
    {
        let subject = try Subject(name)
        let machine = try #require(subject.table.machine)
        let field = try #require(subject.table.status)
        for state in machine.states {
            let made = try subject.make()
            try subject.set(field, .text(state), of: made)
            let before = subject.get(made)
            let allowed = machine.verbs(from: state)
            for verb in machine.verbs where !allowed.contains(verb) {
                let answer = subject.admin.post(
                    "\(subject.address(made))/\(verb)", try body(of: verb, subject),
                    headers: [("If-Match", before.etag ?? "")])
                #expect(answer.status == 409, "\(verb) of \(state): \(answer)")
                // That a quote has expired has a code of its own.
                if verb == "accept", state == "expired", answer.code == "quote_expired" { continue }
                #expect(answer.code == "illegal_transition", "\(verb) of \(state): \(answer)")
                #expect(answer.json["from"].string == state, "\(verb) of \(state): \(answer)")
                #expect(answer.json["to"].string != nil, "\(verb) of \(state): \(answer)")
                #expect(
                    Set(answer.json["allowed"].elements.compactMap(\.string)) == Set(allowed),
                    "\(verb) of \(state): \(answer)")
            }
            #expect(subject.get(made).json == before.json)
            #expect(subject.audit(made).count == 1)
        }
    }

    /// What a verb of its own must be told before its rule is asked.
    private func body(of verb: String, _ subject: Subject) throws -> JSONValue? {
        guard let form = Resources.form(of: verb, on: subject.table) else { return nil }
        var body: JSONValue = [:]
        for field in form.fields.filter(\.isRequired) {
            body[field.name] = try subject.maker.value(of: field)
        }
        return body
    }

    @Test(arguments: Resources.withStatus)
    func `a verb that only moves the status does so and says it in the feed`(_ name: String) throws
    {
        let subject = try Subject(name)
        let machine = try #require(subject.table.machine)
        let field = try #require(subject.table.status)
        let made = try subject.make()
        let state = try #require(made[field.name].string)
        for verb in machine.verbs(from: state)
        where Resources.form(of: verb, on: subject.table) == nil {
            let record = try subject.make()
            let path = "\(subject.address(record))/\(verb)"
            let stale = subject.admin.post(path, headers: [("If-Match", "\"7\"")])
            #expect(stale.status == 412, "\(stale)")
            expect(subject.admin.post(path, ["nothing": 1]), refuses: "/nothing unknown_field")
            let dry = subject.admin.post("\(path)?dry_run=true")
            #expect(subject.get(record).etag == "\"1\"")
            let answer = subject.admin.post(path)
            guard answer.status == 200 else {
                // The resource's own rules may want more than a sample has.
                #expect([409, 422].contains(answer.status), "\(verb): \(answer)")
                continue
            }
            let target = try #require(machine.target(of: verb, from: state))
            #expect(dry.json[field.name].string == target, "\(verb): \(dry)")
            #expect(answer.json[field.name].string == target, "\(verb): \(answer)")
            #expect(answer.json == subject.get(record).json)
            let entry = try #require(subject.audit(record).last)
            #expect(entry["changes"][field.name] == [.string(state), .string(target)], "\(entry)")
            let event = "\(subject.table.singular).\(machine.event(entering: target))"
            #expect(entry["type"].string == event, "\(entry)")
        }
    }
}
