import HTTP

/// Searches of a resource, which the first byte names: the body of `POST /v1/{resource}/search`, or
/// the query of a list, whose cursor is then followed once.
enum SearchTarget {
    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        guard let first = input.first else { return }
        let server = Subject.server
        let name = Subject.resources[Int(first) % Subject.resources.count].name
        let rest = Array(input.dropFirst())
        if rest.first == UInt8(ascii: "{") {
            let answer = server.admin.send(
                .post, "/v1/\(name)/search", headers: [("Content-Type", "application/json")],
                bytes: rest)
            return Subject.judge(answer, server)
        }
        guard let query = String(validating: rest, as: UTF8.self),
            query.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x23 })
        else { return }
        let answer = server.admin.get("/v1/\(name)?\(query)")
        Subject.judge(answer, server)
        guard let cursor = answer.nextCursor else { return }
        let next = server.admin.get("/v1/\(name)?\(query)&cursor=\(cursor)")
        expect(next.status == 200, "the page after a page: \(next)")
    }
}
