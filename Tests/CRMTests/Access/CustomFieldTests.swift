import Testing
import TratoTesting

struct CustomFieldTests {
    let admin: Client

    init() throws { admin = try TestServer().admin }

    private func define(_ kind: String) -> TestResponse {
        admin.post(
            "/v1/custom-fields",
            ["resource": "parties", "key": "need", "label": "Need", "kind": .string(kind)])
    }

    private func remove(_ field: TestResponse) {
        let answer = admin.delete("/v1/custom-fields/\(field.id)")
        #expect(answer.status == 204, "\(answer)")
    }

    private func restore(_ field: TestResponse) -> TestResponse {
        admin.post("/v1/custom-fields/\(field.id)/restore")
    }

    private func fill(_ value: JSONValue) {
        let made = admin.post(
            "/v1/parties", ["kind": "person", "display_name": "Ana", "custom": ["need": value]])
        #expect(made.status == 201, "\(made)")
    }

    @Test func `a key that was taken meanwhile is not restored`() {
        let old = define("text")
        remove(old)
        let new = define("number")
        #expect(new.status == 201, "\(new)")
        #expect(restore(old).faults == ["/key duplicate"])
        remove(new)
        #expect(restore(old).status == 200)
        #expect(define("number").faults == ["/key duplicate"])
    }

    @Test func `values that records hold keep their kind`() {
        let text = define("text")
        fill("much")
        remove(text)
        #expect(define("number").faults == ["/kind conflict"])
        let again = define("text")
        #expect(again.status == 201, "\(again)")
        let changed = admin.patch("/v1/custom-fields/\(again.id)", ["label": "Needs"])
        #expect(changed.status == 200, "\(changed)")
    }

    private func record() -> JSONValue {
        let found = admin.get("/v1/parties?kind=person").data[0]["id"].string ?? ""
        return admin.get("/v1/parties/\(found)").json
    }

    private func patch(_ custom: JSONValue) -> TestResponse {
        admin.patch("/v1/parties/\(record()["id"].string ?? "")", ["custom": custom])
    }

    @Test func `a record that holds a value of a removed field is sent back whole`() {
        let field = define("number")
        fill(.number("2.50"))
        remove(field)
        let before = record()
        #expect(before["custom"] == ["need": .number("2.5")])
        let same = admin.patch("/v1/parties/\(before["id"].string ?? "")", before)
        #expect(same.status == 200, "\(same)")
        #expect(same.json == before)
        #expect(patch(["need": .number("2.500")]).json == before)
        for other: JSONValue in [.number("3"), "2.5", ["x": 1]] {
            #expect(patch(["need": other]).faults == ["/custom/need unknown_field"], "\(other)")
        }
        #expect(patch(["other": nil]).faults == ["/custom/other unknown_field"])
        #expect(patch(["need": nil]).json["custom"] == [:])
        #expect(patch(["need": .number("2.5")]).faults == ["/custom/need unknown_field"])
    }

    @Test func `an option that is gone is kept where it stands and taken nowhere else`() {
        let field = admin.post(
            "/v1/custom-fields",
            [
                "resource": "parties", "key": "need", "label": "Need", "kind": "choice",
                "options": ["much", "little"],
            ])
        fill("much")
        let changed = admin.patch("/v1/custom-fields/\(field.id)", ["options": ["little"]])
        #expect(changed.status == 200, "\(changed)")
        #expect(patch(["need": "much"]).json == record())
        #expect(patch(["need": "little"]).status == 200)
        #expect(patch(["need": "much"]).faults == ["/custom/need unknown_value"])
    }

    @Test func `null takes all custom values away`() {
        _ = define("text")
        fill("much")
        #expect(patch(nil).json["custom"] == [:])
        #expect(patch(nil).json["version"] == 2)
        let made = admin.post(
            "/v1/parties", ["kind": "person", "display_name": "Eva", "custom": nil])
        #expect(made.json["custom"] == [:], "\(made)")
        let required = admin.post(
            "/v1/custom-fields",
            [
                "resource": "parties", "key": "must", "label": "M", "kind": "text",
                "is_required": true,
            ])
        #expect(required.status == 201)
        let missed = admin.post(
            "/v1/parties", ["kind": "person", "display_name": "Eva", "custom": nil])
        #expect(missed.faults == ["/custom/must required"], "\(missed)")
    }

    @Test func `a restored definition does not misread newer values`() {
        let text = define("text")
        remove(text)
        let number = define("number")
        fill(5)
        remove(number)
        #expect(restore(text).faults == ["/kind conflict"])
        #expect(restore(number).status == 200)
    }
}
