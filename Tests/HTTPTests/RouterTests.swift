import Testing

@testable import HTTP

struct RouterTests {
    private static let router: Router<String> = {
        var router = Router<String>()
        router.add(.get, "/", "root")
        router.add(.get, "/v1/quotes", "list")
        router.add(.post, "/v1/quotes", "create")
        router.add(.get, "/v1/quotes/{id}", "read")
        router.add(.post, "/v1/quotes/{id}/accept", "accept")
        router.add(.post, "/v1/quotes/search", "search")
        router.add(.get, "/v1/{resource}/by-external/{system}/{key}", "external")
        router.add(.delete, "/v1/sessions/current", "leave")
        router.add(.get, "/v1/sessions/{id}", "session")
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
        (.get, "/v1/quotes/search", "read [search]"),
        (.get, "/v1/quotes/by-external/erp/9", "external [quotes, erp, 9]"),
        (.delete, "/v1/sessions/current", "leave []"),
        (.get, "/v1/sessions/current", "session [current]"),
        (.delete, "/v1/quotes", "405 GET, HEAD, POST"),
        (.get, "/v1/quotes/17/accept", "405 POST"),
        (.put, "/v1/sessions/current", "405 GET, HEAD, DELETE"),
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
                "\(endpoint) [\(parameters.joined(separator: ", "))]"
            case .methodNotAllowed(let methods): "405 \(Method.list(methods))"
            case .notFound: "404"
            case .badPath: "400"
            }
        #expect(found == wanted)
    }

    @Test func `every one of many literals is found and no other`() {
        var router = Router<Int>()
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
}
