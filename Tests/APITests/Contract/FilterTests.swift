import Schema
import Testing
import TratoTesting

struct FilterTests {
    @Test(arguments: Resources.all)
    func `every operator of every field finds and leaves out what it should`(_ name: String) throws
    {
        let subject = try Subject(name)
        let made = try subject.make()
        let record = subject.get(made).json
        let id = try #require(record["id"].string)
        for field in subject.table.fields.filter(\.isShown) {
            for op in field.kind.operators {
                for test in Self.cases(op, field, record[field.name]) {
                    let query =
                        "\(field.name)\(op == .eq ? "" : ".\(op.rawValue)")=\(encoded(test.value))"
                    let answer = subject.admin.get("\(subject.path)?limit=500&\(query)")
                    #expect(answer.status == 200, "\(query): \(answer)")
                    guard let isFound = test.isFound else { continue }
                    #expect(answer.data.contains { $0["id"].string == id } == isFound, "\(query)")
                }
            }
        }
    }

    /// Values to compare with, and whether a record whose field has this value is among the answer.
    private static func cases(
        _ op: Predicate.Operator, _ field: FieldSpec, _ own: JSONValue
    ) -> [(value: String, isFound: Bool?)] {
        if op == .exists {
            let isThere = !own.isNull && own != []
            return [("true", isThere), ("false", !isThere)]
        }
        guard let text = text(of: own) else {
            let some = sample(of: field)
            return [(some, op == .ne || op == .nin)]
        }
        switch op {
        case .eq, .gte, .lte, .in, .contains, .startsWith: return [(text, true)]
        case .ne, .gt, .lt, .nin: return [(text, false)]
        case .exists: return []
        }
    }

    /// A value as a query takes it; nil for null and for what is empty.
    private static func text(of value: JSONValue) -> String? {
        switch value {
        case .null: nil
        case .string(let text): text.contains(",") || text.isEmpty ? nil : text
        case .number(let literal): literal
        case .bool(let value): "\(value)"
        case .array(let elements): elements.first?.string
        case .object(let members):
            members["resource"]?.string.flatMap { name in
                members["id"]?.string.map { "\(name)/\($0)" }
            }
        }
    }

    private static func sample(of field: FieldSpec) -> String {
        let value = field.kind.sample { _ in Fresh.id() }
        if case .link = field.kind { return "parties/\(Fresh.id())" }
        return text(of: value) ?? "x"
    }

    @Test(arguments: Resources.all)
    func `an operator that a field does not have is refused`(_ name: String) throws {
        let subject = try Subject(name)
        for field in subject.table.fields {
            for op in Predicate.Operator.allCases
            where !field.isShown || !field.kind.operators.contains(op) {
                let query = "\(field.name)\(op == .eq ? "" : ".\(op.rawValue)")=x"
                let answer = subject.admin.get("\(subject.path)?\(query)")
                #expect(answer.status == 400, "\(query): \(answer)")
                #expect(
                    answer.code == (field.isShown ? "unfilterable" : "unknown_field"), "\(query)")
            }
        }
    }

    @Test(arguments: Resources.all)
    func `a value that a field cannot have is refused`(_ name: String) throws {
        let subject = try Subject(name)
        for field in subject.table.fields.filter(\.isShown) {
            guard let wrong = Self.wrong(field.kind) else { continue }
            let answer = subject.admin.get("\(subject.path)?\(field.name)=\(encoded(wrong))")
            #expect(answer.status == 400, "\(field.name)=\(wrong): \(answer)")
            #expect(answer.code == "bad_parameter")
            #expect(answer.json["parameter"].string == field.name)
        }
    }

    private static func wrong(_ kind: FieldKind) -> String? {
        switch kind {
        case .id, .reference, .actor: "nobody"
        case .choice, .status: "no such word"
        case .boolean: "yes"
        case .integer: "1.5"
        case .money, .decimal: "twelve"
        case .day, .instant: "soon"
        case .link: "parties"
        case .text, .longText, .currency, .country, .language, .timeZone, .email, .phone, .url,
            .labels, .externalIDs, .custom, .password, .object, .objects:
            nil
        }
    }

    @Test(arguments: Resources.all)
    func `a filter goes one hop through a reference or a collection`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        for field in subject.table.fields where field.isShown {
            guard let reference = field.referenceName else { continue }
            let other = made[field.name].string
            let answer = subject.admin.get(
                "\(subject.path)?limit=500&\(reference).id=\(other ?? Fresh.id())")
            #expect(answer.status == 200, "\(reference): \(answer)")
            #expect(
                answer.data.contains { $0["id"] == made["id"] } == (other != nil), "\(reference)")
            #expect(
                subject.admin.get("\(subject.path)?\(reference).nothing=1").code == "unknown_field")
        }
        for collection in subject.table.owned {
            let row = made[collection.name][0]["id"].string
            let answer = subject.admin.get(
                "\(subject.path)?limit=500&\(collection.name).id=\(row ?? Fresh.id())")
            #expect(answer.status == 200, "\(collection.name): \(answer)")
            #expect(answer.data.contains { $0["id"] == made["id"] } == (row != nil))
        }
    }

    @Test(arguments: Resources.changeable)
    func `tags are trimmed, told apart without regard to case, and found likewise`(_ name: String)
        throws
    {
        let subject = try Subject(name)
        let made = try subject.make()
        let id = made["id"].string ?? ""
        let tagged = subject.patch(made, ["tags": [" Érable ", "VIP", "vip", "ÉRABLE"]])
        #expect(tagged.json["tags"] == ["Érable", "VIP"], "\(tagged)")
        for tag in ["vip", "VIP", "ÉRABLE", "érable"] {
            #expect(subject.ids("tags=\(encoded(tag))") == [id], "\(tag)")
        }
        #expect(subject.patch(made, ["tags": ["vip"]]).json["tags"] == ["vip"])
        #expect(subject.ids("tags=Vip") == [id])
        #expect(subject.ids("tags=\(encoded("érable"))") == [])
    }

    @Test(arguments: Resources.changeable)
    func `tags are found by each of them`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make(count: 3)
        let ids = made.compactMap { $0["id"].string }
        #expect(subject.patch(made[0], ["tags": ["red", "blue"]]).status == 200)
        #expect(subject.patch(made[1], ["tags": ["blue", "green, light"]]).status == 200)
        func found(_ query: String) -> Set<String> { Set(subject.ids(query)).intersection(ids) }
        #expect(found("tags=red") == [ids[0]])
        #expect(found("tags=blue") == [ids[0], ids[1]])
        #expect(found("tags.in=red,green") == [ids[0]])
        #expect(found("tags.ne=blue") == [ids[2]])
        #expect(found("tags.nin=red") == [ids[1], ids[2]])
        #expect(found("tags.exists=false") == [ids[2]])
        #expect(found("tags=yellow") == [])
        #expect(found("tags=green%2C%20light") == [ids[1]])
        #expect(subject.patch(made[0], ["tags": ["red"]]).status == 200)
        #expect(found("tags=blue") == [ids[1]])
    }
}
