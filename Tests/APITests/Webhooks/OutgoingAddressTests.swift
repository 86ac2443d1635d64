import Glibc
import Testing
import TratoTesting

@testable import API

/// Where requests that users cause never go, whatever the address is written like: real requests against a real listener that
/// must not be reached.
struct OutgoingAddressTests {
    private let receiver: TestReceiver

    init() throws { receiver = try TestReceiver() }

    private func post(
        _ url: String, allowing names: [String] = [], authorities: String? = nil
    ) throws -> OutgoingReply {
        var terms = OutgoingTerms(
            addresses: try #require(OutgoingAddresses(names)), authorities: authorities)
        terms.connectMilliseconds = 2_000
        terms.milliseconds = 2_000
        return OutgoingPost(terms).send(
            url, headers: [("webhook-id", "msg_1")], body: [0x7B, 0x7D])
    }

    /// This machine in every form that a parser of URLs or a resolver may take.
    private static let hosts: [String] = {
        var hosts = [
            "127.0.0.1", "localhost", "LOCALHOST", "localhost.", "127.1", "127.0.1",
            "127.000.000.001",
            "2130706433", "017700000001", "0x7f000001", "0x7F000001", "0x7f.0x0.0x0.0x1",
            "0177.0.0.1", "0177.0.0.01", "0x7f.1", "127.0.0.1.", "127.0.0.01", "0", "0.0.0.0",
            "0x0",
            "00", "000.000.000.000", "[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[::7f00:1]",
            "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::ffff:0:127.0.0.1]",
            "ip6-localhost", "①②⑦.⓪.⓪.①", "127。0。0。1", "%31%32%37.0.0.1", "loc%61lhost",
            "127.0.0.1#@example.com", "127.0.0.1\\@example.com", "example.com@127.0.0.1",
            "user:word@127.0.0.1", "foo.localhost", "localhost.localdomain",
        ]
        // All of 127.0.0.0/8 is this machine: some of it in four notations each.
        for number: UInt32 in [1, 2, 255, 256, 65_535, 65_536, 1_000_000, 16_777_214] {
            let value = 0x7F00_0000 | number
            let (b, c, d) = (value >> 16 & 255, value >> 8 & 255, value & 255)
            hosts += [
                "127.\(b).\(c).\(d)", "\(value)", "0x" + String(value, radix: 16),
                "0" + String(value, radix: 8), "127.\(number)", "127.\(b).\(number & 0xFFFF)",
                "[::ffff:127.\(b).\(c).\(d)]",
            ]
        }
        return hosts
    }()

    /// Networks that a server may be in, and what watches over them.
    private static let neighbours: [String] = {
        var hosts = [
            "169.254.169.254", "[fd00:ec2::254]", "[fe80::1]", "[fe80::1%25eth0]", "[fec0::1]",
            "[ff02::1]", "[fc00::1]", "224.0.0.1", "239.255.255.250", "255.255.255.255",
            "240.0.0.1", "192.0.0.192", "100.100.100.200", "198.18.0.1", "192.0.2.1",
            "198.51.100.1", "203.0.113.1", "[2001:db8::1]", "[2001::1]", "[100::1]",
        ]
        for first in ["10.%.0.1", "172.16.%.1", "172.31.%.1", "192.168.%.1", "100.64.%.1"] {
            for number in [0, 1, 20, 100, 255] {
                let host = first.split(separator: "%", omittingEmptySubsequences: false)
                    .joined(separator: "\(number)")
                hosts += [host, "[::ffff:\(host)]", "[64:ff9b::\(host)]"]
            }
        }
        return hosts
    }()

    @Test func `no spelling of this machine or its network is reached, with TLS or without`() throws
    {
        #expect(Self.hosts.count + Self.neighbours.count > 180)
        for host in Self.hosts + Self.neighbours {
            for scheme in ["https", "http"] {
                let url = "\(scheme)://\(host):\(receiver.port)/hook"
                // With one exception somewhere else, http is spoken at all.
                let reply = try post(url, allowing: ["192.0.2.77:1"])
                #expect(reply.status == nil, "\(url)")
                #expect(reply.error?.isEmpty == false, "\(url)")
            }
        }
        #expect(receiver.connectionCount == 0, "somebody knocked")
        #expect(receiver.messages.isEmpty)
    }

    @Test func `a name that means a private address is refused by what it means`() throws {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, 255)
        let own = String(
            decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        for host in ["localhost", own] {
            let reply = try post("https://\(host):\(receiver.port)/")
            #expect(reply.status == nil)
            #expect(reply.error?.hasPrefix("Requests must not go to") == true, "\(reply)")
        }
        #expect(receiver.connectionCount == 0)
    }

    @Test func `only the listed block and port are open`() throws {
        let url = receiver.url
        for (names, isOpen) in [
            (["127.0.0.1"], true), (["127.0.0.0/8"], true), (["127.0.0.1:\(receiver.port)"], true),
            (["10.0.0.0/8", "127.0.0.1/32:\(receiver.port)"], true), (["127.0.0.2"], false),
            (["127.0.0.1:1"], false), (["[::1]"], false), (["10.0.0.0/8"], false),
        ] {
            let reply = try post(url, allowing: names)
            #expect((reply.status == 204) == isOpen, "\(names): \(reply)")
        }
        // A redirection is an answer like any other.
        let moved = try TestReceiver { _ in
            .status(307, [("Location", "http://127.0.0.1:1/elsewhere")])
        }
        let reply = try post(moved.url, allowing: ["127.0.0.1"])
        #expect(reply.status == 307)
        #expect(moved.messages.count == 1)
    }

    @Test func `the list is blocks with or without ports`() {
        for names in [
            [], ["10.0.0.0/8"], ["127.0.0.1:9100"], ["[fd00::/8]:8443", "::1"], ["[::1]"],
        ] {
            #expect(OutgoingAddresses(names) != nil, "\(names)")
        }
        for name in [
            "", "localhost", "10.0.0.1/8", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536",
            "127.0.0.1:x", "[::1", "[::1]x", "[::1]:", "::1:", "10.0.0.0/33", "*", "127.0.0.1:+1",
        ] {
            #expect(OutgoingAddresses([name]) == nil, "\(name)")
        }
    }

    @Test func `no proxy of the environment is asked`() throws {
        let proxy = try TestReceiver()
        for name in ["http_proxy", "https_proxy", "all_proxy", "ALL_PROXY", "HTTPS_PROXY"] {
            setenv(name, "http://127.0.0.1:\(proxy.port)", 1)
        }
        defer {
            for name in ["http_proxy", "https_proxy", "all_proxy", "ALL_PROXY", "HTTPS_PROXY"] {
                unsetenv(name)
            }
        }
        #expect(try post(receiver.url, allowing: ["127.0.0.1"]).status == 204)
        #expect(try post("https://192.0.2.1/", allowing: ["127.0.0.1"]).status == nil)
        #expect(proxy.connectionCount == 0)
        #expect(receiver.messages.count == 1)
    }

    @Test func `certificates are checked`() throws {
        let files = try SecureFiles(["hook": SecureFiles.answer("fine")])
        let url = files.url("hook")
        let stranger = try post(url, allowing: ["127.0.0.0/8", "::1"])
        #expect(stranger.status == nil)
        #expect(stranger.error?.contains("certificate") == true, "\(stranger)")
        let other = "https://127.0.0.1:\(files.port)/hook"
        let wrong = try post(
            other, allowing: ["127.0.0.0/8"], authorities: files.authorities)
        #expect(wrong.error?.contains("subject name") == true, "\(wrong)")
    }

    @Test func `endless, slow and broken answers end in time`() throws {
        let receiver = try TestReceiver { message in
            switch message.target {
            case "/endless": .endless
            case "/hang": .hang
            case "/reset": .reset
            case "/cut": .cut
            default: .garbage
            }
        }
        func reply(_ path: String) throws -> OutgoingReply {
            try post("http://127.0.0.1:\(receiver.port)/\(path)", allowing: ["127.0.0.1"])
        }
        let endless = try reply("endless")
        #expect(endless.status == 200)
        #expect(endless.body.count == 16_384)
        #expect(endless.error == "The answer has over 16384 bytes.")
        #expect(try reply("hang").status == nil)
        #expect(try reply("reset").status == nil)
        #expect(try reply("garbage").status == nil)
        let cut = try reply("cut")
        #expect(cut.status == 500)
        #expect(String(decoding: cut.body, as: UTF8.self) == "short")
    }
}
