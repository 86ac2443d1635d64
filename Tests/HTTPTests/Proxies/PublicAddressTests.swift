import Testing

@testable import HTTP

/// Which addresses anybody on the internet can mean: the edges of every block that IANA has set aside.
struct PublicAddressTests {
    /// Blocks of version 4 that are not public, by their first and last address, with a public address before and after
    /// where there is one.
    private static let blocks4: [(before: String?, first: String, last: String, after: String?)] = [
        (nil, "0.0.0.0", "0.255.255.255", "1.0.0.0"),
        ("9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"),
        ("100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0"),
        ("126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0"),
        ("169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0"),
        ("172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0"),
        ("191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0"),
        ("192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0"),
        ("192.88.98.255", "192.88.99.0", "192.88.99.255", "192.88.100.0"),
        ("192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0"),
        ("198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0"),
        ("198.51.99.255", "198.51.100.0", "198.51.100.255", "198.51.101.0"),
        ("203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0"),
        ("223.255.255.255", "224.0.0.0", "255.255.255.255", nil),
    ]

    private func isPublic(_ text: String) throws -> Bool {
        try #require(IPAddress(text), "\(text)").isPublic
    }

    @Test(arguments: blocks4.indices)
    func `a block of version 4 is closed from its first address to its last`(_ index: Int) throws {
        let block = Self.blocks4[index]
        for text in [block.first, block.last] {
            #expect(try !isPublic(text), "\(text)")
            #expect(try !isPublic("::ffff:\(text)"), "\(text) mapped")
            #expect(try !isPublic("64:ff9b::\(text)"), "\(text) translated")
        }
        for text in [block.before, block.after].compactMap({ $0 }) {
            #expect(try isPublic(text), "\(text)")
            #expect(try isPublic("64:ff9b::\(text)"), "\(text) translated")
        }
    }

    @Test func `random addresses of version 4 are public just outside those blocks`() throws {
        func number(_ text: String) throws -> UInt32 {
            UInt32(truncatingIfNeeded: try #require(IPAddress(text)).low)
        }
        let ranges = try Self.blocks4.map { try number($0.first)...number($0.last) }
        var random = Seeded(41)
        for _ in 0..<20_000 {
            let value = UInt32.random(in: 0...UInt32.max, using: &random)
            let isInside = ranges.contains { $0.contains(value) }
            #expect(IPAddress(version4: value).isPublic != isInside, "\(value)")
        }
    }

    @Test(arguments: [
        "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:0:8.8.8.8", "64:ff9b:1::1", "100::1",
        "1fff:ffff::1", "2001::1", "2001:0:4136:e378::1", "2001:2::1", "2001:1ff:ffff::1",
        "2001:db8::1", "2001:db8:ffff::1", "2002:7f00:1::1", "2002:808:808::1", "3fff::1",
        "3fff:fff::1", "4000::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "febf::1",
        "fec0::1", "ff02::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    ])
    func `what is not given to networks is not public`(_ text: String) throws {
        #expect(try !isPublic(text))
    }

    @Test(arguments: [
        "2000::1", "2001:200::1", "2001:4860:4860::8888", "2003::1", "2606:4700::1111",
        "2a00:1450::1", "3ffe::1", "3fff:1000::1", "2001:db7:ffff::1", "2001:db9::1",
    ])
    func `what is given to networks is public`(_ text: String) throws {
        #expect(try isPublic(text))
    }
}
