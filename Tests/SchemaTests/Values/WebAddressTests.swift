import Testing

@testable import Schema

@Suite struct WebAddressTests {
    @Test(arguments: [
        "http://example.com", "https://example.com/", "HTTPS://Example.com/a/b.html?x=1&y=%20#top",
        "http://localhost:8080/hook", "http://127.0.0.1:9000/", "http://[::1]:8080/x",
        "https://[2001:db8::1]", "http://receiver/hook", "https://müller.de/straße",
        "https://example.com?x=1", "https://example.com#x", "https://example.com:65535",
    ])
    func `a web address passes`(text: String) {
        #expect(WebAddress.isValid(text))
    }

    @Test(arguments: [
        "", "example.com", "http:", "http://", "http:///x", "https:/example.com",
        "ftp://example.com",
        "javascript:alert(1)", "http://exa mple.com", "http://example.com/a b",
        "http://user@example.com",
        "http://user:pw@example.com", "http://example.com:", "http://example.com:0",
        "http://example.com:65536", "http://example.com:+80", "http://example.com:x",
        "http://[::1", "http://::1/", "http://[::g]", "http://[]", "http://256.1.1.1",
        "http://1.2.3", "http://example..com", "http://-a.com", "http://example.com/%",
        "http://example.com/%2", "http://example.com/%zz", "http://example.com/\u{0}",
        "http://example.com/\n", "http://example.com/<x>", "http://example.com/\"x\"",
        "http://exa\u{202E}mple.com", "http://example.com/\u{202E}x", " http://example.com",
        "http://[::1%25eth0]/", "http://example.com\\x", "http://[::1]x/",
        "http://example.com/" + String(repeating: "a", count: 2_048),
    ])
    func `anything else does not`(text: String) {
        #expect(!WebAddress.isValid(text))
    }
}
