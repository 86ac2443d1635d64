import Schema
import Testing
import TratoTesting

@testable import API

/// Requests to other servers, against a real one.
struct OutgoingTests {
    private let files: SecureFiles

    init() throws {
        let keys: JSONValue = ["keys": [SigningPair.rsa.published]]
        files = try SecureFiles([
            "keys": SecureFiles.answer(keys.description),
            "long": SecureFiles.answer(String(repeating: " ", count: 10_001)),
            "unsaid": "HTTP/1.0 200 OK\r\n\r\n" + String(repeating: " ", count: 10_001),
            "moved": SecureFiles.answer("", status: "302 Found", more: "Location: /keys\r\n"),
            "none": SecureFiles.answer("{}", status: "404 Not Found"),
            "cut": "HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\n{}",
            "noise": "What is this?\r\n\r\n",
        ])
    }

    private func outcome(_ url: String, authorities: String? = nil) -> String {
        do throws(OutgoingError) {
            let bytes = try Outgoing.get(
                url, limit: 10_000, milliseconds: 5_000,
                authorities: authorities ?? files.authorities)
            return "\(bytes.count) bytes"
        } catch {
            return error.reason
        }
    }

    @Test func `an address is got whole`() throws {
        let bytes = try Outgoing.get(
            files.url("keys"), limit: 10_000, milliseconds: 5_000, authorities: files.authorities)
        #expect(try JSONValue(parsing: bytes)["keys"].elements.count == 1)
    }

    @Test func `what is too long, elsewhere, cut or no answer is refused`() {
        for (name, reason) in [
            ("long", "the answer has over 10000 bytes"),
            ("unsaid", "the answer has over 10000 bytes"),
            ("moved", "the answer has the status 302"), ("none", "the answer has the status 404"),
        ] {
            #expect(outcome(files.url(name)) == reason)
        }
        for name in ["cut", "noise"] {
            #expect(!outcome(files.url(name)).hasSuffix("bytes"), "\(name)")
        }
    }

    @Test func `a certificate that nobody vouches for, or for another name, is refused`() throws {
        let other = try SecureFiles([:])
        #expect(outcome(files.url("keys"), authorities: other.authorities).contains("certificate"))
        let byNumber = "https://127.0.0.1:\(files.port)/keys"
        #expect(outcome(byNumber).contains("subject name"), "\(outcome(byNumber))")
    }

    @Test(arguments: ["http://localhost/", "file:///etc/passwd", "ftp://localhost/", "gopher://x/"])
    func `nothing but https is spoken`(url: String) {
        #expect(outcome(url).contains("not supported"), "\(outcome(url))")
    }

    @Test func `the keys of a provider are had over https`() throws {
        let terms = OpenIDTerms(
            issuer: "https://id.example.com/realm", audience: "trato", keys: files.url("keys"),
            authorities: files.authorities)
        let server = try TestServer(openID: terms)
        _ = try server.user("Luis", role: "sales_rep")
        let provider = try TestProvider()
        let me = server.client(token: provider.token()).get("/v1/me")
        #expect(me.status == 200, "\(me) \(server.log.lines)")
        #expect(me.json["name"] == "Luis")
    }
}
