import COpenSSL
import Glibc
import HTTP
import Testing

struct TLSServerTests {
    private static let echo = "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let place = [Endpoint.tcp(host: "127.0.0.1", port: 0, secure: true)]
    private static let versions = [TLS1_2_VERSION, TLS1_3_VERSION]

    private let certificate = TestCertificate()

    private func withTLS(
        _ tls: TLSConfiguration? = nil, loops: Int = 1, limits: Limits = Limits(),
        accessLog: Int32? = nil, _ body: (Server) throws -> Void
    ) throws {
        let configuration = ServerConfiguration(
            endpoints: Self.place, tls: tls ?? certificate.configuration(), loops: loops,
            limits: limits, accessLog: accessLog)
        try withServer(configuration, body)
    }

    /// Connects and asks once.
    private func ask(
        _ server: Server, _ options: TLSClient.Options = TLSClient.Options()
    ) throws -> TLSClient {
        let client = try TestClient(to: server, tls: options)
        client.send(Self.echo)
        #expect(try client.answer().status == 200)
        return try #require(client.tls)
    }

    /// The alert that a client was refused with.
    private func alert(_ server: Server, _ options: TLSClient.Options) throws -> String {
        do {
            // With TLS 1.3 a client is done before the server has judged its certificate.
            let client = try TestClient(to: server, tls: options)
            _ = client.rest()
            return (client.failure as? TLSClient.Failed)?.reason ?? "none"
        } catch let failed as TLSClient.Failed {
            return failed.reason
        }
    }

    @Test func `the address says https and the request knows that it is secure`() throws {
        try withTLS { server in
            #expect(server.addresses.map(\.url) == ["https://127.0.0.1:\(server.port)"])
            let client = try TestClient(to: server, tls: TLSClient.Options())
            for scheme in ["http", "https"] {
                client.send("GET \(scheme)://b/secure HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.answer().body == "true")
            }
            client.send("GET ftp://b/secure HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.answer().status == 400)
        }
        try withServer { server in
            let client = try TestClient(to: server)
            client.send("GET /secure HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.answer().body == "false")
            client.send("GET https://b/secure HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.answer().status == 400)
        }
    }

    @Test func `versions below the minimum are refused`() throws {
        try withTLS { server in
            #expect(try ask(server, .init(version: TLS1_2_VERSION)).version == "TLSv1.2")
            #expect(try ask(server, .init(version: TLS1_3_VERSION)).version == "TLSv1.3")
            let reason = try alert(server, .init(version: TLS1_1_VERSION))
            #expect(reason == "tlsv1 alert protocol version")
        }
        try withTLS(certificate.configuration(minimum: .tls13)) { server in
            #expect(try ask(server, .init(version: TLS1_3_VERSION)).version == "TLSv1.3")
            let reason = try alert(server, .init(version: TLS1_2_VERSION))
            #expect(reason == "tlsv1 alert protocol version")
        }
    }

    @Test(arguments: [
        ([], nil), (["http/1.1"], "http/1.1"), (["h2", "http/1.1"], "http/1.1"),
        (["http/1.0", "x", "http/1.1", "h2"], "http/1.1"),
    ])
    func `HTTP 1.1 is chosen where clients offer protocols`(
        offer: [String], chosen: String?
    ) throws {
        try withTLS { server in
            let client = try ask(server, .init(protocols: offer))
            #expect(client.chosenProtocol == chosen)
        }
    }

    @Test func `a client that offers only what is not spoken is refused`() throws {
        try withTLS { server in
            let reason = try alert(server, .init(protocols: ["h2"]))
            #expect(reason == "tlsv1 alert no application protocol")
        }
    }

    @Test(arguments: versions)
    func `a session is resumed on any loop and after a reload`(version: Int32) throws {
        try withTLS(loops: 3) { server in
            let first = try ask(server, .init(version: version))
            #expect(!first.isResumed)
            let session = first.resumable()
            for _ in 0..<6 {
                #expect(try ask(server, .init(version: version, resumed: session)).isResumed)
            }
            _ = try server.reloadCertificate()
            #expect(try ask(server, .init(version: version, resumed: session)).isResumed)
        }
    }

    @Test(arguments: versions)
    func `a client certificate is demanded, judged and logged`(version: Int32) throws {
        let known = TestCertificate(name: "known \"client\"")
        let stranger = TestCertificate(name: "stranger")
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let tls = certificate.configuration(clientCA: known, .require)
        try withTLS(tls, accessLog: ends[1]) { server in
            let missing = try alert(server, .init(version: version))
            #expect(
                missing.contains("certificate required") || missing.contains("handshake failure"))
            let unknown = try alert(server, .init(version: version, certificate: stranger))
            #expect(unknown == "tlsv1 alert unknown ca")
            let client = try ask(server, .init(version: version, certificate: known))
            // The certificate is in the ticket, so a resumed session has it too.
            let resumed = try ask(server, .init(version: version, resumed: client.resumable()))
            #expect(resumed.isResumed)
        }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(ends[0], &buffer, buffer.count)
        let lines = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
            .split(separator: "\n")
        #expect(lines.count == 2)
        for line in lines {
            #expect(line.contains(#","client":"CN=known \\\"client\\\",O=Café""#))
        }
    }

    @Test func `a client that is only asked may have no certificate, but no wrong one`() throws {
        let known = TestCertificate(name: "known")
        try withTLS(certificate.configuration(clientCA: known, .request)) { server in
            _ = try ask(server)
            _ = try ask(server, .init(certificate: known))
            let reason = try alert(server, .init(certificate: TestCertificate(name: "stranger")))
            #expect(reason == "tlsv1 alert unknown ca")
        }
    }

    @Test(arguments: versions)
    func `a session does not outlive the authority that its client was trusted by`(
        version: Int32
    ) throws {
        let authority = TestCertificate(name: "authority")
        try withTLS(certificate.configuration(clientCA: authority, .request)) { server in
            let client = try ask(server, .init(version: version, certificate: authority))
            let session = client.resumable()
            #expect(try ask(server, .init(version: version, resumed: session)).isResumed)
            authority.replace(name: "authority")
            _ = try server.reloadCertificate()
            #expect(try !ask(server, .init(version: version, resumed: session)).isResumed)
        }
    }

    @Test func `a reload is for new connections and a bad file changes nothing`() throws {
        try withTLS(loops: 2) { server in
            let old = try TestClient(to: server, tls: TLSClient.Options())
            #expect(old.tls?.peerName == "localhost")
            certificate.replace(name: "renewed")
            let reloaded = try server.reloadCertificate()
            #expect(reloaded?.report.hasPrefix("The certificate in use now is valid until") == true)
            #expect(reloaded?.warning == nil)
            // The loops take the new one up before they answer a later request.
            old.send(Self.echo)
            #expect(try old.answer().status == 200)
            for _ in 0..<4 { #expect(try ask(server).peerName == "renewed") }
            let other = TestCertificate(name: "other")
            #expect(rename(other.file, certificate.file) == 0)
            #expect(throws: ServerError.self) { try server.reloadCertificate() }
            #expect(try ask(server).peerName == "renewed")
            #expect(unlink(certificate.file) == 0)
            #expect(throws: ServerError.self) { try server.reloadCertificate() }
            #expect(try ask(server).peerName == "renewed")
            old.send(Self.echo)
            #expect(try old.answer().status == 200)
        }
    }

    @Test func `plain HTTP on the port of TLS is told so and the server goes on`() throws {
        try withTLS { server in
            for request in [Self.echo, "DELETE / HTTP/1.1\r\n", "\r\n\r\nGET /"] {
                let plain = try TestClient(to: server)
                plain.send(request)
                let answer = try plain.answer()
                #expect(answer.status == 400)
                #expect(answer.body.contains("This port speaks TLS"))
                #expect(answer.fields["connection"] == "close")
                #expect(plain.rest().isEmpty)
            }
            _ = try ask(server)
        }
    }

    @Test func `what is neither TLS nor HTTP gets an alert and the end`() throws {
        try withTLS { server in
            for noise: [UInt8] in [
                [0x80, 0x2E, 1, 0, 2], [0x16, 3, 1, 0, 5] + Array("hello".utf8),
            ] {
                let client = try TestClient(to: server)
                client.sendAsItIs(noise + [UInt8](repeating: 0, count: 64))
                let answer = client.rest()
                // A record of the kind "alert" that is fatal (RFC 8446 section 6).
                #expect(answer.first == 0x15 && answer.dropFirst(5).first == 2, "\(noise)")
            }
            let tampering = try TestClient(to: server, tls: TLSClient.Options())
            tampering.sendAsItIs([0x17, 3, 3, 0, 20] + [UInt8](repeating: 1, count: 20))
            #expect(tampering.rest().isEmpty)
            let reason = (tampering.failure as? TLSClient.Failed)?.reason
            #expect(reason == "sslv3 alert bad record mac")
            _ = try ask(server)
        }
    }

    @Test func `a handshake that does not come in time is closed`() throws {
        var limits = Limits()
        limits.headSeconds = 0
        try withTLS(limits: limits) { server in
            let silent = try TestClient(to: server)
            #expect(silent.rest().isEmpty)
            let slow = try TestClient(to: server)
            slow.sendAsItIs([0x16, 3, 1])
            #expect(slow.rest().isEmpty)
        }
    }

    @Test func `a client may leave between messages, and inside one it is told`() throws {
        try withTLS { server in
            let leaving = try TestClient(to: server, tls: TLSClient.Options())
            leaving.send(Self.echo)
            leaving.cutSending()
            #expect(try leaving.answer().status == 200)
            #expect(leaving.rest().isEmpty)
            #expect(leaving.tls?.heardEnd == true)
            let cut = try TestClient(to: server, tls: TLSClient.Options())
            cut.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf")
            cut.cutSending()
            #expect(try cut.answer().status == 400)
            let polite = try TestClient(to: server, tls: TLSClient.Options())
            polite.send(Self.echo)
            polite.finishSending()
            #expect(try polite.answer().status == 200)
            _ = polite.rest()
            #expect(polite.tls?.heardEnd == true)
        }
    }

    @Test func `an end that comes together with waiting requests waits for its turn`() throws {
        var limits = Limits()
        limits.pipelined = 2
        try withTLS(limits: limits) { server in
            let client = try TestClient(to: server, tls: TLSClient.Options())
            let tls = try #require(client.tls)
            let hop = "GET /hop HTTP/1.1\r\nHost: a\r\n\r\n"
            let requests = tls.seal(Array(String(repeating: hop, count: 7).utf8))
            client.sendAsItIs(requests + tls.sealEnd())
            for _ in 0..<7 { #expect(try client.answer().body == "hopped") }
            #expect(client.rest().isEmpty)
            #expect(tls.heardEnd)
        }
    }

    @Test(arguments: versions, ["/echo", "/hold"])
    func `a bad record behind a request ends the connection with an alert`(
        version: Int32, path: String
    ) throws {
        try withTLS { server in
            let client = try TestClient(to: server, tls: .init(version: version))
            let tls = try #require(client.tls)
            let request = tls.seal(Array("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            client.sendAsItIs(request + [0x17, 3, 3, 0, 40] + [UInt8](repeating: 1, count: 40))
            #expect(client.rest().isEmpty)
            let reason = (client.failure as? TLSClient.Failed)?.reason
            #expect(reason == "sslv3 alert bad record mac")
            server.wait { $0.closed == [.tls: 1] }
            _ = try ask(server)
        }
    }

    @Test func `one server speaks plain HTTP and TLS`() throws {
        let configuration = ServerConfiguration(
            endpoints: [.tcp(host: "127.0.0.1", port: 0)] + Self.place,
            tls: certificate.configuration(), loops: 2)
        try withServer(configuration) { server in
            #expect(server.addresses.map { $0.url.prefix(5) } == ["http:", "https"])
            for index in 0..<8 {
                let client = try TestClient(
                    to: server, at: index % 2, tls: index % 2 == 0 ? nil : TLSClient.Options())
                client.send("GET /secure HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.answer().body == "\(index % 2 == 1)")
            }
        }
    }

    @Test func `a server with TLS does not start without its files`() {
        let configuration = ServerConfiguration(endpoints: Self.place)
        let server = Server(configuration: configuration) { _ in EchoHandler() }
        #expect(throws: ServerError.unusable("TLS", reason: "no certificate is given")) {
            try server.start()
        }
    }
}
