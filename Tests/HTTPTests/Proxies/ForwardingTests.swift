import Testing

@testable import HTTP

struct ForwardingTests {
    /// What a server believes whose peer is 10.0.0.1 and that trusts 10.0.0.0/8: the client and
    /// its scheme, "nothing", or "unusable".
    private static func believed(_ fields: [(String, String)]) throws -> String {
        let proxies = try #require(TrustedProxies(["10.0.0.0/8"]))
        let request = Request(
            method: .get, target: "/", headers: fields, remoteAddress: "10.0.0.1")
        switch Forwarding(request.head, proxies) {
        case .nothing: return "nothing"
        case .unusable: return "unusable"
        case .client(let address, let isSecure):
            return address + (isSecure.map { $0 ? " https" : " http" } ?? "")
        }
    }

    @Test(arguments: [
        ("for=192.0.2.60", "192.0.2.60"),
        ("For=192.0.2.60;proto=https;by=10.0.0.1", "192.0.2.60 https"),
        ("for=\"192.0.2.60:4711\"", "192.0.2.60"), ("for=\"[2001:db8::17]:4711\"", "2001:db8::17"),
        ("FOR=\"[2001:DB8::17]\";PROTO=HTTP", "2001:db8::17 http"),
        ("for=192.0.2.43, for=198.51.100.17", "198.51.100.17"),
        ("for=192.0.2.43, for=10.1.2.3", "192.0.2.43"),
        ("for=192.0.2.43;proto=https,for=10.1.2.3;proto=http", "192.0.2.43 https"),
        ("for=1.1.1.1, for=192.0.2.43, for=10.9.9.9, for=10.1.2.3", "192.0.2.43"),
        ("for=10.1.1.1, for=10.2.2.2", "10.1.1.1"), ("for=unknown", "10.0.0.1"),
        ("for=_hidden", "10.0.0.1"), ("for=192.0.2.1, for=_hidden;proto=https", "10.0.0.1 https"),
        ("for=192.0.2.1, for=unknown, for=10.3.3.3", "10.3.3.3"), ("for=\"_a.b-c:_p\"", "10.0.0.1"),
        ("for=\"192.0.2.60:_port\"", "192.0.2.60"), ("proto=https", "10.0.0.1 https"),
        ("for=192.0.2.60;host=crm.example;ext=\"a;b,c\"", "192.0.2.60"),
        ("for=192.0.2.60;", "192.0.2.60"), (";for=192.0.2.60", "192.0.2.60"),
        ("\tfor=192.0.2.60 ,for=10.1.1.1", "192.0.2.60"), ("for=\"192.0.2.\\60\"", "192.0.2.60"),
        ("for=192.0.2.1,", "192.0.2.1"), (",for=192.0.2.1", "192.0.2.1"),
        ("for=192.0.2.1,,for=192.0.2.2 , ,", "192.0.2.2"),
        ("for=10.1.1.1;ext=\"a,for=6.6.6.6\", for=10.2.2.2", "10.1.1.1"),
    ])
    func `the standard field is read from its end`(field: String, client: String) throws {
        #expect(try Self.believed([("Forwarded", field)]) == client)
    }

    @Test(arguments: [
        "", "for", "for=", "=192.0.2.1", "for =192.0.2.1", "for= 192.0.2.1",
        "for=192.0.2.1 ;proto=http",
        "for=192.0.2.1; proto=http", "for=192.0.2.1;for=192.0.2.2", "for=[2001:db8::1]",
        "for=2001:db8::1", "for=\"2001:db8::1\"", "for=\"[192.0.2.1]\"", "for=192.0.2.1:80",
        "for=\"192.0.2.1:\"", "for=\"192.0.2.1:123456\"", "for=\"192.0.2.1", "for=192.0.2.1\"",
        "for=example.com", "for=_", "for=\"_a b\"", ",", " , ,",
        "for=192.0.2.1 for=192.0.2.2", "for=192.0.2.1, for", "for=10.1.1.1, for=\"192.0.2.1",
        "proto=ftp", "proto=\"\"",
        "for=192.0.2.999", "for=\"\"", "for=192.0.2.1;;proto=http;proto=https",
    ])
    func `a standard field that breaks the grammar says nothing`(field: String) throws {
        #expect(try Self.believed([("Forwarded", field)]) == "unusable")
    }

    @Test(arguments: [
        ("192.0.2.60", nil, "192.0.2.60"), ("192.0.2.60", "https", "192.0.2.60 https"),
        ("192.0.2.60:80", "http", "192.0.2.60 http"), ("2001:db8::17", nil, "2001:db8::17"),
        ("[2001:db8::17]:443", nil, "2001:db8::17"), ("[2001:db8::17]", nil, "2001:db8::17"),
        ("1.1.1.1, 192.0.2.43,10.1.2.3", nil, "192.0.2.43"),
        ("192.0.2.43, 10.1.2.3", "https, http", "192.0.2.43 https"),
        ("192.0.2.43, 10.1.2.3", "https", "192.0.2.43 https"),
        ("1.1.1.1, 192.0.2.43", "https, http", "192.0.2.43 http"),
        ("10.1.1.1", nil, "10.1.1.1"), ("::ffff:192.0.2.1", nil, "192.0.2.1"),
        ("192.0.2.1,", nil, "192.0.2.1"), (", 192.0.2.1", nil, "192.0.2.1"),
        ("192.0.2.1, , 10.0.0.2", "https", "192.0.2.1 https"),
        ("192.0.2.1", "https, http", "192.0.2.1 http"),
        ("192.0.2.1, 10.0.0.2", "a, https", "10.0.0.2 https"),
        ("1.1.1.1, 192.0.2.43, 10.1.2.3", "https, http", "192.0.2.43 https"),
    ])
    func `the older fields are read from their end`(
        addresses: String, schemes: String?, client: String
    ) throws {
        var fields = [("X-Forwarded-For", addresses)]
        if let schemes { fields.append(("X-Forwarded-Proto", schemes)) }
        #expect(try Self.believed(fields) == client)
    }

    @Test(arguments: [
        ("", nil), (",", nil), ("unknown", nil), ("192.0.2.1, unknown", nil), ("a.example", nil),
        ("192.0.2.1 10.0.0.2", nil), ("[192.0.2.1]", nil), ("[::1", nil), ("[::1]x", nil),
        ("[::1]:", nil), ("192.0.2.1:x", nil), ("\"192.0.2.1\"", nil), ("192.0.2.1", "ftp"),
        ("192.0.2.1, 10.0.0.2", "https, a"),
    ])
    func `older fields that are broken say nothing`(addresses: String, schemes: String?) throws {
        var fields = [("X-Forwarded-For", addresses)]
        if let schemes { fields.append(("X-Forwarded-Proto", schemes)) }
        #expect(try Self.believed(fields) == "unusable")
    }

    /// Proxies append to what a client has sent, so what stands before the client is its own invention.
    @Test(arguments: ["x", "unknown", "", "for=\"", "[::1", "10.9.9.9;", "\"", "1.2.3.4 5"])
    func `a client cannot void what a proxy says about it`(invention: String) throws {
        for name in ["X-Forwarded-For", "Forwarded"] {
            let address = name == "Forwarded" ? "for=192.0.2.43" : "192.0.2.43"
            let proxy = name == "Forwarded" ? "for=10.1.2.3" : "10.1.2.3"
            for list in ["\(invention), \(address)", "\(invention), \(address), \(proxy)"] {
                #expect(try Self.believed([(name, list)]) == "192.0.2.43", "\(name): \(list)")
            }
            #expect(try Self.believed([(name, "\(invention), \(proxy)")]) == "10.1.2.3")
        }
    }

    @Test func `lines are one list`() throws {
        let lines = [("X-Forwarded-For", "192.0.2.1"), ("X-Forwarded-For", "10.1.1.1")]
        #expect(try Self.believed(lines) == "192.0.2.1")
    }

    @Test func `a scheme alone is believed`() throws {
        #expect(try Self.believed([("X-Forwarded-Proto", "https")]) == "10.0.0.1 https")
        #expect(try Self.believed([]) == "nothing")
    }

    @Test func `when both kinds are there neither is believed`() throws {
        for other in ["X-Forwarded-For", "X-Forwarded-Proto"] {
            let fields = [
                ("Forwarded", "for=192.0.2.1"),
                (other, other.hasSuffix("For") ? "192.0.2.1" : "http"),
            ]
            #expect(try Self.believed(fields) == "unusable")
        }
    }

    @Test func `only trusted peers are believed`() throws {
        let request =
            "GET /who HTTP/1.1\r\nHost: a\r\nForwarded: for=192.0.2.1;proto=https\r\n\r\n"
        for (trusted, address) in [("127.0.0.1", "192.0.2.1"), ("127.0.0.2", "127.0.0.1")] {
            let change: (inout ServerConfiguration) -> Void = {
                $0.proxies = TrustedProxies([trusted])
                $0.strictTransportSeconds = 60
            }
            try withServer(change: change) { server in
                let client = try TestClient(port: server.port)
                client.send(request)
                let answer = try client.answer()
                #expect(answer.body == "GET /who \(address) ")
                #expect(
                    answer.fields["strict-transport-security"]
                        == (address == "192.0.2.1" ? "max-age=60" : nil))
            }
        }
        try withServer { server in
            let client = try TestClient(port: server.port)
            client.send(request)
            #expect(try client.answer().body == "GET /who 127.0.0.1 ")
        }
    }

    @Test func `what cannot be used is told to who looks for mistakes`() throws {
        let heard = Heard()
        let change: (inout ServerConfiguration) -> Void = {
            $0.proxies = TrustedProxies(["127.0.0.0/8"])
            $0.debug = { heard.add($0) }
        }
        try withServer(change: change) { server in
            let client = try TestClient(port: server.port)
            client.send("GET /who HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: me\r\n\r\n")
            #expect(try client.answer().body == "GET /who 127.0.0.1 ")
        }
        #expect(
            heard.all == ["The proxy 127.0.0.1 says about its client what cannot be used."])
    }
}
