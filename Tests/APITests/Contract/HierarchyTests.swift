import Schema
import Testing
import TratoTesting

/// Records that stand above others of their kind: no circle, whatever the resource.
struct HierarchyTests {
    private static let all: [(resource: String, field: String)] =
        Resources.changeable.flatMap { name in
            Resources[name].fields.compactMap { field in
                guard case .reference(to: name) = field.kind, field.isWritable,
                    !field.traits.contains(.createOnly)
                else { return nil }
                return (name, field.name)
            }
        }

    @Test func `the hierarchies are those that are known`() {
        #expect(
            Self.all.map { "\($0.resource).\($0.field)" }.sorted() == [
                "parties.organization_id", "product-categories.parent_id", "teams.parent_id",
                "users.manager_id",
            ])
    }

    @Test(arguments: all)
    func `nothing stands above itself`(resource: String, field: String) throws {
        let subject = try Subject(resource)
        let top = try subject.make()
        let middle = try subject.make([field: top["id"]])
        let bottom = try subject.make([field: middle["id"]])
        for below in [top, middle, bottom] {
            expect(subject.patch(top, [field: below["id"]]), refuses: "/\(field) conflict")
        }
        #expect(subject.get(top).json["version"] == 1)
        #expect(subject.patch(bottom, [field: top["id"]]).status == 200)
        #expect(subject.patch(middle, [field: bottom["id"]]).status == 200)
    }

    @Test(arguments: all)
    func `a hundred stand above one and no more`(resource: String, field: String) throws {
        let subject = try Subject(resource)
        var last = try subject.make()
        for _ in 0..<100 { last = try subject.make([field: last["id"]]) }
        let body = try subject.minimalBody().merging([field: last["id"]])
        expect(subject.admin.post(subject.path, body), refuses: "/\(field) too_many")
    }
}
