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
