import API
import JSON
import Schema
import Testing

struct OpenAPISchemaTests {
    let schemas: JSONNode

    init() throws {
        let root = try JSONDocument(Sample.document(Sample.customFields).root.encoded).root
        schemas = try #require(root["components"]?["schemas"])
    }

    @Test func `a create requires what has no default and nothing else`() {
        #expect(required("OrderCreate") == ["subject", "currency", "custom"])
        #expect(required("OrderLineCreate") == ["description", "quantity", "unit_price"])
        #expect(required("OrderUpdate") == [])
    }

    @Test func `a reference may be nested in place of its id`() throws {
        let create = try #require(schemas["OrderCreate"])
        let choice = try #require(create["allOf"]?.elements.first { _ in true })
        let names = choice["anyOf"].map {
            $0.elements.compactMap { $0["required"]?.elements.first { _ in true }?.string }
        }
        #expect(names == ["buyer_id", "buyer"])
        let reference = try #require(schemas["UserReference"]?["properties"])
        #expect(reference.members.map(\.name) == ["id", "external_id", "email"])
    }

    @Test func `bodies are closed and leave out what clients cannot set`() {
        for name in ["OrderCreate", "OrderUpdate", "OrderLineCreate", "OrderLineUpdate"] {
            #expect(schemas[name]?["additionalProperties"]?.bool == false)
            for member in ["status", "version", "total_amount", "created_at", "parent_id"] {
                #expect(property(name, member) == nil, "\(name).\(member)")
            }
        }
        #expect(property("OrderUpdate", "id") == nil)
        #expect(property("OrderLineUpdate", "id") != nil)
    }

    @Test func `answers never have a password and bodies only write it`() {
        #expect(property("User", "password") == nil)
        #expect(property("UserCreate", "password")?["writeOnly"]?.bool == true)
    }

    @Test func `what may be null says so`() {
        #expect(types("Order", "wanted_on") == ["string", "null"])
        #expect(types("Order", "subject") == ["string"])
        #expect(types("Order", "id") == ["string"])
        #expect(types("Order", "owner_id") == ["string", "null"])
        #expect(types("OrderCreate", "id") == ["string"])
    }

    @Test func `money is a string with a pattern, negative only in answers`() {
        #expect(
            property("Order", "total_amount")?["pattern"]?.string
                == #"^-?(0|[1-9][0-9]*)(\.[0-9]{1,4})?$"#)
        #expect(
            property("OrderLineCreate", "quantity")?["pattern"]?.string
                == #"^(0|[1-9][0-9]*)(\.[0-9]{1,6})?$"#)
    }

    @Test func `a nested create does without the field that the address says`() {
        #expect(property("OrderNoteCreate", "order_id") != nil)
        #expect(property("CreateNoteOfOrderRequest", "order_id") == nil)
        #expect(property("CreateNoteOfOrderRequest", "body") != nil)
    }

    @Test func `custom fields are typed where they are declared and open elsewhere`() {
        let custom = property("OrderCreate", "custom")
        #expect(
            custom?["properties"]?["weight"]?["type"]?.elements.first { _ in true }?.string
                == "number")
        #expect(custom?["required"]?.elements.compactMap(\.string) == ["route"])
        #expect(custom?["additionalProperties"]?.bool == false)
        #expect(property("TeamCreate", "custom")?["additionalProperties"]?.bool == true)
    }

    @Test func `problems list every code`() {
        let codes = property("Problem", "code")?["enum"]?.elements.compactMap(\.string)
        #expect(codes == ProblemCode.allCases.map(\.rawValue))
        let faults = property("Fault", "code")?["enum"]?.elements.compactMap(\.string)
        #expect(faults == FaultCode.allCases.map(\.rawValue))
    }

    private func property(_ schema: String, _ name: String) -> JSONNode? {
        schemas[schema]?["properties"]?[name]
    }

    private func required(_ schema: String) -> [String] {
        schemas[schema]?["required"].map { $0.elements.compactMap(\.string) } ?? []
    }

    private func types(_ schema: String, _ name: String) -> [String] {
        guard let type = property(schema, name)?["type"] else { return [] }
        return type.string.map { [$0] } ?? type.elements.compactMap(\.string)
    }
}
