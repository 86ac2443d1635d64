import HTTP
import Testing

@testable import trato

struct ListenSettingTests {
    @Test(
        arguments: [
            ("127.0.0.1:8080", [.tcp(host: "127.0.0.1", port: 8080)]),
            ("[::1]:0", [.tcp(host: "::1", port: 0)]),
            ("tls:crm.example:443", [.tcp(host: "crm.example", port: 443, secure: true)]),
            ("tls:[::]:8443", [.tcp(host: "::", port: 8443, secure: true)]),
            ("unix:/run/trato.sock", [.unix(path: "/run/trato.sock", mode: 0o660)]),
            ("unix:trato.sock:600", [.unix(path: "trato.sock", mode: 0o600)]),
            ("unix:/run/a:b/c:0666", [.unix(path: "/run/a:b/c", mode: 0o666)]),
            ("systemd", [.passed(secure: false)]), ("systemd:tls", [.passed(secure: true)]),
            (
                "tls:0.0.0.0:8443,127.0.0.1:8080,unix:/x",
                [
                    .tcp(host: "0.0.0.0", port: 8443, secure: true),
                    .tcp(host: "127.0.0.1", port: 8080), .unix(path: "/x", mode: 0o660),
                ]
            ),
        ] as [(String, [Endpoint])])
    func `addresses are read`(text: String, endpoints: [Endpoint]) throws {
        #expect(try Parse.endpoints(text) == endpoints)
    }

    @Test(arguments: [
        "", "8080", ":8080", "a:b", "a:65536", "::1:80", "tls:", "tls:8443", "https:a:1",
        "systemd:web", "tls:systemd", "unix:", "unix::600", "unix:/x:999", "unix:/x:1777",
        "127.0.0.1:1,", ",a:1", "a:1, b:2,", "a:1,a:1", "unix:/a\0b",
    ])
    func `what is no address is refused`(text: String) {
        #expect(throws: BadValue.self) { try Parse.endpoints(text) }
    }

    private func settle(_ change: (inout TLSFiles) -> Void, secure: Bool = true) throws(Failure)
        -> TLSConfiguration?
    {
        var files = TLSFiles()
        change(&files)
        return try files.configuration(for: [.tcp(host: "a", port: 1, secure: secure)])
    }

    @Test func `files of TLS belong to an address that speaks it, and to each other`() throws {
        let pair = TLSConfiguration(certificate: "c", key: "k")
        #expect(try settle { ($0.certificate, $0.key) = ("c", "k") } == pair)
        #expect(try settle({ _ in }, secure: false) == nil)
        let wrong: [(sentence: String, isSecure: Bool, change: (inout TLSFiles) -> Void)] = [
            ("TLS needs tls-certificate and tls-key.", true, { $0.key = "k" }),
            ("TLS needs tls-certificate and tls-key.", true, { $0.certificate = "c" }),
            (
                "There are files for TLS, but no address of listen speaks it.", false,
                { ($0.certificate, $0.key) = ("c", "k") }
            ),
            (
                "tls-client-auth needs tls-client-ca.", true,
                {
                    ($0.certificate, $0.key) = ("c", "k")
                    $0.clientAuthentication = .require
                }
            ),
            (
                "There is a tls-client-ca, but tls-client-auth is off.", true,
                { ($0.certificate, $0.key, $0.clientCA) = ("c", "k", "a") }
            ),
        ]
        for (sentence, isSecure, change) in wrong {
            let failure = #expect(throws: Failure.self) { try settle(change, secure: isSecure) }
            #expect(failure?.sentence == sentence)
        }
    }
}
