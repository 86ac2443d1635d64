import Testing

@testable import HTTP

struct AddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::1", "::1"), ("2001:DB8:0:0::1", "2001:db8::1"), ("::", "::"),
        ("fe80::1:2:3", "fe80::1:2:3"),
    ])
    func `an address has one form`(text: String, form: String) {
        #expect(IPAddress(text)?.text == form)
    }

    @Test(arguments: [
        "", "1", "192.0.2", "192.0.2.256", "192.0.2.01", "192.0.2.1 ", "192.0.2.1.1", "0x7f.1",
        "[::1]", "::1%lo", ":::1", "1:2:3:4:5:6:7:8:9", "localhost", "192.0.2.1:80", "::1\u{0}",
    ])
    func `anything else is none`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false),
        ("10.0.0.0/8", "::ffff:10.1.1.1", true), ("192.0.2.7", "192.0.2.7", true),
        ("192.0.2.7", "192.0.2.6", false), ("192.0.2.6/31", "192.0.2.7", true),
        ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "2001:db8::1", false),
        ("::/0", "2001:db8::1", true), ("2001:db8::/32", "2001:db8:ffff::1", true),
        ("2001:db8::/32", "2001:db9::1", false), ("2001:db8::/65", "2001:db8::7fff:0:0:1", true),
        ("2001:db8::/65", "2001:db8::8000:0:0:1", false), ("::1", "::1", true),
        ("fe80::/64", "fe80::1:2:3:4", true), ("::ffff:10.0.0.0/104", "10.9.9.9", true),
    ])
    func `a block holds what begins alike`(block: String, address: String, holds: Bool) throws {
        let block = try #require(AddressBlock(block))
        #expect(block.contains(try #require(IPAddress(address))) == holds)
    }

    @Test(arguments: [
        "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8",
        "/8", "", "10.0/8", "2001:db8::1/32", "::/129", "loopback", "10.0.0.0 /8",
    ])
    func `a block that is written wrongly is refused`(text: String) {
        #expect(AddressBlock(text) == nil)
        #expect(TrustedProxies(["::1", text]) == nil)
    }

    @Test func `sockets in the file system are trusted by name`() throws {
        #expect(try #require(TrustedProxies(["unix"])).trusts("unix"))
        #expect(try !#require(TrustedProxies(["127.0.0.1"])).trusts("unix"))
        #expect(try !#require(TrustedProxies(["unix"])).trusts("127.0.0.1"))
    }
}
