import Testing

@testable import HTTP

struct SecretPathTests {
    private func shown(_ path: String, _ marks: [String] = ["/offers/", "/x/"]) -> String? {
        SecretPaths(marks).shown(Array(path.utf8)[...]).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [
        ("/offers/abc", "/offers/{token}"), ("/offers/abc/accept", "/offers/{token}"),
        ("/offers/", "/offers/{token}"), ("/offers//abc", "/offers/{token}"),
        ("//offers/abc", "//offers/{token}"), ("/crm/offers/abc/", "/crm/offers/{token}"),
        ("/%6Fffers%2fabc", "/offers/{token}"), ("/OFFERS/abc", "/OFFERS/{token}"),
        ("/offers/%zz", "/offers/{token}"), ("/%zz/offers/abc", "/%zz/offers/{token}"),
        ("/offers/x/1", "/offers/{token}"), ("/x/offers/1", "/x/{token}"), ("/x/", "/x/{token}"),
    ])
    func `what stands behind a mark is not shown`(path: String, expected: String) {
        #expect(shown(path) == expected)
    }

    @Test(arguments: ["", "/", "/offers", "/v1/offers", "/offer/abc", "/%", "/%6", "/y/z"])
    func `other paths are shown as they are`(path: String) {
        #expect(shown(path) == nil)
    }

    @Test func `without marks nothing is a secret`() {
        #expect(shown("/offers/abc", []) == nil)
    }
}
