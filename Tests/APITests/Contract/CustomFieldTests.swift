import Schema
import Testing
import TratoTesting

struct CustomFieldTests {
    private static let values: [(kind: String, good: JSONValue, bad: JSONValue, code: String)] = [
        ("text", "red", 5, "wrong_type"),
        ("number", .number("2.5"), "many", "malformed"),
        ("boolean", true, "true", "wrong_type"),
        ("date", "2026-11-22", "22/11/2026", "malformed"),
        ("instant", "2026-11-22T10:15:30.000Z", "2026-11-22", "malformed"),
        ("choice", "large", "huge", "unknown_value"),
    ]

    @Test(arguments: Resources.changeable)
    func `a field declared at run time is taken, filtered by and checked`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        for (kind, good, bad, code) in Self.values {
            let key = "my_\(kind)"
            let before = subject.patch(made, ["custom": [key: good]])
            expect(before, refuses: "/custom/\(key) unknown_field")
            let declared = subject.admin.post(
                "/v1/custom-fields",
                [
                    "resource": .string(name), "key": .string(key), "kind": .string(kind),
                    "label": "Mine",
                    "options": kind == "choice" ? ["small", "large"] : [],
                ])
            try #require(declared.status == 201, "\(declared)")
            let wrong = subject.patch(made, ["custom": [key: bad]])
            expect(wrong, refuses: "/custom/\(key) \(code)")
            let taken = subject.patch(made, ["custom": [key: good]])
            #expect(taken.status == 200, "\(taken)")
            #expect(taken.json["custom"][key] == good)
            let query = "custom.\(key)=\(Self.text(good))"
            #expect(subject.ids(query) == [made["id"].string], "\(query)")
            #expect(subject.ids("custom.\(key).exists=false&id=\(made["id"].string ?? "")") == [])
            #expect(
                subject.ids("custom.\(key).ne=\(Self.text(good))&id=\(made["id"].string ?? "")")
                    == [])
            #expect(
                subject.admin.get("\(subject.path)?custom.no_\(kind)=1").code == "unknown_field")
        }
        let keys = Set(Self.values.map { "my_\($0.kind)" })
        #expect(Set(subject.get(made).json["custom"].members.keys) == keys)
        let gone = subject.patch(made, ["custom": ["my_text": nil]])
        #expect(Set(gone.json["custom"].members.keys) == keys.subtracting(["my_text"]))
    }

    private static func text(_ value: JSONValue) -> String {
        if case .string(let text) = value { encoded(text) } else { value.description }
    }

    @Test(arguments: Resources.creatable.filter(Resources.changeable.contains))
    func `a required field is missed on create`(_ name: String) throws {
        let subject = try Subject(name)
        guard Resources.input(of: subject.table) === subject.table else { return }
        let old = try subject.make()
        let declared = subject.admin.post(
            "/v1/custom-fields",
            [
                "resource": .string(name), "key": "colour", "kind": "text", "label": "Colour",
                "is_required": true,
            ])
        try #require(declared.status == 201, "\(declared)")
        // A declaration is itself a record that may now need the field.
        let body = try subject.minimalBody()
        expect(subject.admin.post(subject.path, body), refuses: "/custom/colour required")
        let made = subject.admin.post(subject.path, body.merging(["custom": ["colour": "red"]]))
        #expect(made.status == 201, "\(made)")
        #expect(subject.patch(old, ["tags": ["x"]]).status == 200)
    }
}
