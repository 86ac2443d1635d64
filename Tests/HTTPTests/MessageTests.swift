import Testing

@testable import HTTP

struct MessageTests {
    @Test func `fields are found without regard to case and joined in order`() {
        let request = Request(
            method: .post, target: "/v1/x?a=b",
            headers: [("Accept", "a"), ("ACCEPT", "b"), ("Content-Type", "t"), ("X", "é")],
            body: [1, 2])
        #expect(request.header("accept") == "a, b")
        #expect(request.headerLines("Accept") == 2)
        #expect(request.headerBytes("accept").map(Array.init) == Array("a".utf8))
        #expect(request.header("content-type") == "t")
        #expect(request.header("x") == "é")
        #expect(request.header("content-typ") == nil)
        #expect(Array(request.path) == Array("/v1/x".utf8))
        #expect(request.query.map(Array.init) == Array("a=b".utf8))
        #expect(request.body == [1, 2])
        #expect(!request.version10)
    }

    @Test(arguments: [
        ("abc-1", true), (String(repeating: "x", count: 128), true), ("", false),
        (String(repeating: "x", count: 129), false), ("a b", false), ("é", false),
    ])
    func `a client's request id is kept when it is printable and short`(id: String, kept: Bool) {
        let request = Request(method: .get, target: "/", headers: [("X-Request-Id", id)])
        #expect((request.id == id) == kept)
        #expect(request.id == request.id)
        #expect(kept || request.id.utf8.count == 32)
    }

    @Test func `field lines of an answer are read back`() {
        var response = Response(200, body: [0x31], type: "application/json")
        response.add("ETag", "\"17\"")
        response.add("Link", "</x>; rel=\"next\"")
        #expect(response.header("etag") == "\"17\"")
        #expect(response.header("content-type") == "application/json")
        #expect(response.header("missing") == nil)
        #expect(response.headers.map(\.name) == ["Content-Type", "ETag", "Link"])
    }

    @Test func `every refusal is a problem with the same status and code`() {
        let head = Request(method: .get, target: "/", headers: [("X-Request-Id", "a\"b\\c")]).head
        let refusals: [Refusal] = [
            .malformed("why \"so\""), .uriTooLong, .headersTooLarge, .bodyTooLarge,
            .requestTimeout, .versionUnsupported, .codingNotImplemented, .methodUnknown,
            .methodNotAllowed, .expectationFailed, .abandoned,
        ]
        for refusal in refusals {
            let response = refusal.response(to: head)
            let body = String(decoding: response.body, as: UTF8.self)
            #expect(response.status == refusal.status)
            #expect(response.header("content-type") == "application/problem+json")
            #expect(body.contains("\"status\":\(refusal.status),\"code\":\"\(refusal.code)\""))
            #expect(body.hasSuffix("\"request_id\":\"a\\\"b\\\\c\"}"))
        }
    }

    @Test func `methods are known by their exact names`() {
        for method in Method.allCases {
            let bytes = Array(method.name.utf8)
            let found = bytes.withUnsafeBufferPointer { name in
                name.baseAddress.flatMap { Method($0, count: name.count) }
            }
            #expect(found == method)
            #expect(Method(name: method.name) == method)
        }
        #expect(Method(name: "get") == nil)
    }

    @Test(arguments: [UInt64(21), 22])
    func `timers fire in the order of their deadlines`(seed: UInt64) {
        var random = Seeded(seed)
        var queue = TimerQueue()
        var fired: [Int64] = []
        let deadlines = (0..<200).map { _ in Int64.random(in: 0...50, using: &random) }
        for deadline in deadlines { queue.add(at: deadline) { fired.append(deadline) } }
        for now in stride(from: Int64(0), through: 50, by: 7) {
            while let work = queue.take(dueAt: now) { work() }
            #expect(fired.allSatisfy { $0 <= now }, "seed \(seed)")
        }
        while let work = queue.take(dueAt: 50) { work() }
        #expect(fired == deadlines.sorted(), "seed \(seed)")
        #expect(queue.next == nil)
    }
}
