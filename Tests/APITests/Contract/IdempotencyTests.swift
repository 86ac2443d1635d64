import Schema
import Testing
import TratoTesting

struct IdempotencyTests {
    @Test(arguments: Resources.creatable)
    func `the same key and body have one effect and one answer`(_ name: String) throws {
        let subject = try Subject(name)
        let body = try subject.minimalBody()
        let before = try subject.stored()
        let headers = [("Idempotency-Key", "key-1")]
        let first = subject.admin.post(subject.path, body, headers: headers)
        #expect(first.status == 201, "\(first)")
        #expect(first.header("idempotency-replayed") == nil)
        for _ in 0..<2 {
            let again = subject.admin.post(subject.path, body, headers: headers)
            #expect(again.status == 201, "\(again)")
            #expect(again.header("idempotency-replayed") == "true")
            #expect(again.json == first.json.without("token", "secret"))
            #expect(again.etag == first.etag)
            #expect(again.header("location") == first.header("location"))
        }
        #expect(try subject.stored() == before + 1)
        let other = subject.admin.post(
            subject.path, body.merging(["tags": ["other"]]), headers: headers)
        #expect(other.status == 422, "\(other)")
        #expect(other.code == "idempotency_key_reused")
        let query = subject.admin.post(subject.path + "?fields=id", body, headers: headers)
        #expect(query.status == 422, "\(query)")
        #expect(query.code == "idempotency_key_reused")
        #expect(try subject.stored() == before + 1)
    }

    @Test(arguments: Resources.creatable)
    func `a key belongs to its credential, method and path`(_ name: String) throws {
        let subject = try Subject(name)
        let headers = [("Idempotency-Key", "key-1")]
        let body = try subject.minimalBody()
        #expect(subject.admin.post(subject.path, body, headers: headers).status == 201)
        let other = try subject.server.person("Other", role: "admin")
        let answer = other.post(subject.path, try subject.minimalBody(), headers: headers)
        #expect(answer.status == 201, "\(answer)")
        #expect(answer.header("idempotency-replayed") == nil)
    }

    @Test(arguments: Resources.creatable)
    func `what failed is not stored`(_ name: String) throws {
        let subject = try Subject(name)
        let headers = [("Idempotency-Key", "\"key 1\"")]
        let body = try subject.minimalBody()
        let bad = subject.admin.post(subject.path, body.merging(["nothing": 1]), headers: headers)
        #expect(bad.status == 422)
        let good = subject.admin.post(subject.path, body, headers: headers)
        #expect(good.status == 201, "\(good)")
        for key in ["", String(repeating: "k", count: 256), "ключ"] {
            let wrong = subject.admin.post(subject.path, body, headers: [("Idempotency-Key", key)])
            #expect(wrong.status == 400, "\(key): \(wrong)")
            #expect(wrong.code == "bad_parameter")
        }
    }

    @Test(arguments: Resources.changeable)
    func `changes and deletions are replayed too`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        func change(_ key: String) -> TestResponse {
            subject.admin.patch(
                subject.address(made), ["tags": ["once"]], match: "\"1\"",
                headers: [("Idempotency-Key", key)])
        }
        let first = change("a")
        #expect(first.status == 200, "\(first)")
        let again = change("a")
        #expect(again.header("idempotency-replayed") == "true")
        #expect(again.json == first.json)
        #expect(change("b").status == 412)
        guard Resources.deletable.contains(name) else { return }
        func delete() -> TestResponse {
            subject.admin.delete(
                subject.address(made), match: "\"2\"", headers: [("Idempotency-Key", "c")])
        }
        #expect(delete().status == 204)
        let replayed = delete()
        #expect(replayed.status == 204, "\(replayed)")
        #expect(replayed.header("idempotency-replayed") == "true")
        #expect(subject.audit(made).count == 3)
    }

    @Test func `a key is forgotten after seven days`() throws {
        let subject = try Subject("parties")
        let headers = [("Idempotency-Key", "k")]
        let body = try subject.minimalBody()
        let first = subject.admin.post(subject.path, body, headers: headers)
        subject.server.time.advance(days: 6)
        subject.server.application.runJobs()
        #expect(subject.admin.post(subject.path, body, headers: headers).id == first.id)
        subject.server.time.advance(days: 2)
        subject.server.application.runJobs()
        let later = subject.admin.post(subject.path, body, headers: headers)
        #expect(later.status == 201)
        #expect(later.id != first.id)
    }

    @Test func `the same request sent at once by many has one effect`() throws {
        let subject = try Subject("parties")
        let body = try subject.minimalBody()
        let answers = Concurrently.map(0..<16) { _ in
            subject.admin.post(subject.path, body, headers: [("Idempotency-Key", "k")])
        }
        #expect(Set(answers.map(\.id)).count == 1)
        #expect(answers.filter { $0.header("idempotency-replayed") == nil }.count == 1)
        #expect(try subject.stored() == 1)
    }
}
