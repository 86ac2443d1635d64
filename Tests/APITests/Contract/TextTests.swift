import Schema
import Testing
import TratoTesting

/// Texts of one line are stored without blanks around them.
struct TextTests {
    @Test(arguments: Resources.creatable)
    func `blanks around a line of text are not stored`(_ name: String) throws {
        let subject = try Subject(name)
        let table = Resources.input(of: subject.table)
        var body = try subject.minimalBody()
        var expected: [String: String] = [:]
        for field in table.fields where field.isWritable {
            guard case .text = field.kind, case .string(let text) = body[field.name] else {
                continue
            }
            body[field.name] = .string(" \u{A0}\(text)\t")
            expected[field.name] = text
        }
        guard !expected.isEmpty else { return }
        let made = subject.admin.post(subject.path, body)
        #expect(made.status == 201, "\(made)")
        for (name, text) in expected { #expect(made.json[name].string == text, "\(name)") }
    }
}
