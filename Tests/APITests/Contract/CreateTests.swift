import Schema
import Testing
import TratoTesting

struct CreateTests {
    @Test(arguments: Resources.creatable)
    func `a minimal create answers 201 and reading gives the same`(_ name: String) throws {
        let subject = try Subject(name)
        let made = subject.admin.post(subject.path, try subject.minimalBody())
        try #require(made.status == 201, "\(made)")
        #expect(made.header("location") == "\(subject.path)/\(made.id)")
        #expect(made.etag == "\"1\"")
        let read = subject.admin.get("\(subject.path)/\(made.id)")
        #expect(read.status == 200)
        #expect(read.etag == "\"1\"")
        #expect(read.json == made.json.without("token"))
        #expect(read.json["created_by"].string == subject.server.administrator.text)
        #expect(subject.server.log.failures == [])
    }

    @Test(arguments: Resources.creatable)
    func `every required field that is missing is named`(_ name: String) throws {
        let subject = try Subject(name)
        let body = try subject.minimalBody()
        let before = try subject.stored()
        let required = Resources.input(of: subject.table).fields.filter(\.isRequired)
        for field in required {
            let answer = subject.admin.post(subject.path, body.without(field.name))
            #expect(answer.status == 422, "\(field.name): \(answer)")
            #expect(answer.code == "validation_failed")
            #expect(answer.faults.contains("/\(field.name) required"), "\(answer)")
        }
        if required.count > 1 {
            let answer = subject.admin.post(subject.path, [:])
            #expect(answer.faults.count >= required.count, "all at once: \(answer)")
        }
        #expect(try subject.stored() == before)
    }

    @Test(arguments: Resources.creatable)
    func `a bad value of any field is refused by code and pointer`(_ name: String) throws {
        let subject = try Subject(name)
        let body = try subject.minimalBody()
        let before = try subject.stored()
        for field in Resources.input(of: subject.table).fields where field.isWritable {
            for bad in field.badValues {
                let answer = subject.admin.post(subject.path, body.merging([field.name: bad.value]))
                expect(answer, refusesOnly: "/\(field.name)\(bad.pointer) \(bad.code.rawValue)")
            }
        }
        #expect(try subject.stored() == before)
    }

    @Test(arguments: Resources.creatable.filter { !Resources[$0].owned.isEmpty })
    func `a bad value in an owned row is refused by code and pointer`(_ name: String) throws {
        let subject = try Subject(name)
        let body = try subject.minimalBody()
        let collections = subject.table.owned.filter(\.isWritable)
        let elements = try collections.map {
            try subject.maker.minimalElement(of: $0, in: subject.table)
        }
        let before = try subject.stored()
        for (collection, good) in zip(collections, elements) {
            let others = body[collection.name].elements
            for field in collection.table.fields where field.isWritable && field.name != "id" {
                for bad in field.badValues {
                    let elements = others + [good.merging([field.name: bad.value])]
                    let answer = subject.admin.post(
                        subject.path, body.merging([collection.name: .array(elements)]))
                    let place =
                        "/\(collection.name)/\(others.count)/\(field.name)\(bad.pointer)"
                    expect(answer, refusesOnly: "\(place) \(bad.code.rawValue)")
                }
            }
            for wrong: (JSONValue, String) in [
                (5, "/\(collection.name) wrong_type"), ([5], "/\(collection.name)/0 wrong_type"),
                ([good.merging(["nothing": 1])], "/\(collection.name)/0/nothing unknown_field"),
            ] {
                let answer = subject.admin.post(
                    subject.path, body.merging([collection.name: wrong.0]))
                expect(answer, refuses: wrong.1)
            }
        }
        #expect(try subject.stored() == before)
    }

    @Test(arguments: Resources.creatable)
    func `an unknown member is refused, or ignored when the client asks`(_ name: String) throws {
        let subject = try Subject(name)
        let body = try subject.minimalBody().merging(["no~such/field": 1])
        let answer = subject.admin.post(subject.path, body)
        expect(answer, refuses: "/no~0such~1field unknown_field")
        let lenient = subject.admin.post(
            subject.path, body, headers: [("Prefer", "handling=lenient")])
        #expect(lenient.status == 201, "\(lenient)")
    }

    @Test(arguments: Resources.creatable)
    func `what only rules set is not taken from a request`(_ name: String) throws {
        let subject = try Subject(name)
        let table = subject.table
        guard Resources.input(of: table) === table else { return }
        let body = try subject.minimalBody()
        for field in table.fields where field.traits.contains(.readOnly) && field.isShown {
            guard let value = Different.value(of: field) else { continue }
            let answer = subject.admin.post(subject.path, body.merging([field.name: value]))
            if case .status = field.kind {
                #expect(answer.status == 409, "\(field.name): \(answer)")
                #expect(answer.code == "use_transition")
            } else {
                expect(answer, refuses: "/\(field.name) read_only")
            }
        }
        for field in table.fields where field.traits.contains(.hidden) {
            let answer = subject.admin.post(subject.path, body.merging([field.name: "x"]))
            expect(answer, refuses: "/\(field.name) unknown_field")
        }
    }

    @Test(arguments: Resources.creatable)
    func `a client may send the id, once`(_ name: String) throws {
        let subject = try Subject(name)
        guard Resources.input(of: subject.table) === subject.table else { return }
        let id = Fresh.id()
        let made = subject.admin.post(
            subject.path, try subject.minimalBody().merging(["id": .string(id)]))
        #expect(made.status == 201, "\(made)")
        #expect(made.id == id)
        let again = subject.admin.post(
            subject.path, try subject.minimalBody().merging(["id": .string(id)]))
        #expect(again.status == 409, "\(again)")
        #expect(again.code == "already_exists")
        #expect(again.faults == ["/id duplicate"])
    }

    @Test(arguments: Resources.creatable)
    func `a unique value is taken once`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        for field in subject.table.fields
        where field.traits.contains(.unique) && field.isWritable && !made[field.name].isNull {
            let answer = subject.admin.post(
                subject.path, try subject.minimalBody().merging([field.name: made[field.name]]))
            #expect(answer.status == 409, "\(field.name): \(answer)")
            #expect(answer.code == "already_exists")
            #expect(answer.faults == ["/\(field.name) duplicate"])
        }
    }
}

/// Valid values other than the one a new record starts with.
enum Different {
    static func value(of field: FieldSpec) -> JSONValue? {
        if case .status(let machine) = field.kind {
            return machine.states.first { $0 != machine.initial }.map { .string($0) }
        }
        if case .boolean = field.kind { return .bool(field.defaultCell != .integer(1)) }
        if case .labels = field.kind { return ["other"] }
        if case .integer = field.kind {
            return .number(field.defaultCell == .integer(9) ? "8" : "9")
        }
        return field.kind.sample { _ in Fresh.id() }
    }
}

/// Expects 422 with one fault, written as `/pointer code`, and no consequences of it.
func expect(
    _ answer: TestResponse, refusesOnly fault: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(answer.status == 422, "\(fault): \(answer)", sourceLocation: sourceLocation)
    #expect(answer.faults == [fault], "\(answer)", sourceLocation: sourceLocation)
}

/// Expects 422 with one fault among others, written as `/pointer code`.
func expect(
    _ answer: TestResponse, refuses fault: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(answer.status == 422, "\(fault): \(answer)", sourceLocation: sourceLocation)
    #expect(answer.code == "validation_failed", "\(answer)", sourceLocation: sourceLocation)
    #expect(
        answer.faults.contains(fault), "\(fault) is not among \(answer.faults)",
        sourceLocation: sourceLocation)
}
