import Testing

@testable import HTTP

struct RouterTests {
    private static let names = [
        "root", "list", "create", "read", "accept", "search", "external", "leave", "session",
    ]
    private static let router: Router = {
        var router = Router()
        router.add(.get, "/", 0)
        router.add(.get, "/v1/quotes", 1)
        router.add(.post, "/v1/quotes", 2)
        router.add(.get, "/v1/quotes/{id}", 3)
        router.add(.post, "/v1/quotes/{id}/accept", 4)
        router.add(.post, "/v1/quotes/search", 5)
        router.add(.get, "/v1/{resource}/by-external/{system}/{key}", 6)
        router.add(.delete, "/v1/sessions/current", 7)
        router.add(.get, "/v1/sessions/{id}", 8)
        return router
    }()

    @Test(arguments: [
        (Method.get, "/", "root []"),
        (.get, "/v1/quotes", "list []"),
        (.head, "/v1/quotes", "list []"),
        (.get, "/v1/%71uotes", "list []"),
        (.get, "/v1/quotes/17", "read [17]"),
        (.get, "/v1/quotes/a%2Fb%20c", "read [a/b c]"),
        (.get, "/v1/quotes/%E2%82%AC", "read [€]"),
        (.get, "/v1/quotes/a+b", "read [a+b]"),
        (.post, "/v1/quotes/17/accept", "accept [17]"),
        (.post, "/v1/quotes/search", "search []"),
        (.get, "/v1/quotes/search", "405 POST"),
        (.get, "/v1/quotes/by-external/erp/9", "external [quotes, erp, 9]"),
        (.delete, "/v1/sessions/current", "leave []"),
        (.get, "/v1/sessions/current", "405 DELETE"),
        (.delete, "/v1/quotes", "405 GET, HEAD, POST"),
        (.get, "/v1/quotes/17/accept", "405 POST"),
        (.put, "/v1/sessions/current", "405 DELETE"),
        (.get, "/v1", "404"), (.get, "/v1/quotes/", "404"), (.get, "/V1/quotes", "404"),
        (.get, "/v1/quotes/17/accept/x", "404"),
        (.get, "", "400"), (.get, "v1", "400"), (.get, "*", "400"), (.get, "//", "400"),
        (.get, "/v1//quotes", "400"), (.get, "/v1/quotes/..", "400"), (.get, "/v1/./x", "400"),
        (.get, "/v1/quotes/%2e%2e", "400"), (.get, "/v1/quotes/%zz", "400"),
        (.get, "/v1/quotes/%00", "400"), (.get, "/v1/quotes/%ff", "400"),
        (.get, "/v1/quotes/a b", "400"), (.get, "/v1/quotes/a?b", "400"),
    ])
    func `a path leads where the routes say`(method: Method, path: String, wanted: String) {
        let found =
            switch RouterTests.router.match(method, path: path) {
            case .found(let endpoint, let parameters):
                "\(RouterTests.names[endpoint]) [\(parameters.joined(separator: ", "))]"
            case .methodNotAllowed(let methods): "405 \(Method.list(methods))"
            case .notFound: "404"
            case .badPath: "400"
            }
        #expect(found == wanted)
    }

    @Test func `every one of many literals is found and no other`() {
        var router = Router()
        let names = (0..<300).map { "n\($0 * 7)" }
        for (index, name) in names.enumerated() { router.add(.get, "/v1/\(name)", index) }
        for (index, name) in names.enumerated() {
            guard case .found(let found, _) = router.match(.get, path: "/v1/\(name)") else {
                Issue.record("\(name) is lost")
                continue
            }
            #expect(found == index)
        }
        for name in ["n1", "n", "", "n21x"] {
            guard case .notFound = router.match(.get, path: "/v1/\(name)") else {
                Issue.record("\(name) was found")
                continue
            }
        }
    }

    /// The plainest search there is: every route is tried, and one wins whose first literal comes sooner.
    private struct Plain {
        var routes: [(method: Method, segments: [Substring], number: Int)] = []

        func match(_ method: Method, _ path: String) -> String {
            let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            let fitting = routes.filter { route in
                route.segments.count == segments.count
                    && zip(route.segments, segments).allSatisfy { pattern, segment in
                        pattern == segment || (pattern.first == "{" && !segment.isEmpty)
                    }
            }
            let nearest = fitting.min { left, right in
                for (first, second) in zip(left.segments, right.segments) where first != second {
                    return second.first == "{"
                }
                return false
            }
            guard let nearest else { return "404" }
            let there = fitting.filter { $0.segments == nearest.segments }
            let best =
                there.first { $0.method == method }
                ?? there.first { method == .head && $0.method == .get }
            guard let best else { return "405" }
            let values = zip(best.segments, segments).filter { $0.0.first == "{" }.map(\.1)
            return "\(best.number) \(values)"
        }
    }

    @Test(arguments: 0..<20)
    func `a search ends where trying every route would`(seed: UInt64) {
        var seeded = Seeded(seed)
        let words = ["a", "b", "abcdefgh", "abcdefghi", "abcdefghj", "{x}", "{y}"]
        var router = Router()
        var plain = Plain()
        var known: Set<String> = []
        for number in 0..<60 {
            let segments = (0..<Int.random(in: 1...4, using: &seeded)).map { _ in
                words.randomElement(using: &seeded) ?? "a"
            }
            let method = [Method.get, .head, .post].randomElement(using: &seeded) ?? .get
            // The name of a parameter is nothing that tells routes apart.
            let shape = segments.map { $0.first == "{" ? "{}" : $0 }.joined(separator: "/")
            guard known.insert("\(method) \(shape)").inserted else { continue }
            router.add(method, "/" + segments.joined(separator: "/"), number)
            plain.routes.append((method, shape.split(separator: "/"), number))
        }
        for _ in 0..<500 {
            let segments = (0..<Int.random(in: 1...4, using: &seeded)).map { _ in
                (words.prefix(5) + ["c", "abcdefg", ""]).randomElement(using: &seeded) ?? "a"
            }
            let path = "/" + segments.joined(separator: "/")
            let method = [Method.get, .head, .post].randomElement(using: &seeded) ?? .get
            let found: String? =
                switch router.match(method, path: path) {
                case .found(let number, let parameters): "\(number) \(parameters)"
                case .methodNotAllowed: "405"
                case .notFound: "404"
                case .badPath: nil
                }
            guard let found else { continue }
            #expect(found == plain.match(method, path), "\(method) \(path)")
        }
    }
}
