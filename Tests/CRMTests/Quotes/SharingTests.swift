import Glibc
import HTTP
import Schema
import Testing
import TratoTesting

@testable import CRM

/// The link by which a customer reads a quote and answers it.
struct SharingTests {
    let shop: Shop

    init() throws { shop = try Shop() }

    /// Somebody without a credential, as a browser.
    private var stranger: Client { shop.client.with(token: nil).from("203.0.113.9") }

    private func sent(_ members: JSONValue = [:]) throws -> String {
        let id = try shop.id(shop.quote([Shop.line("3", "100", tax: "19")], members))
        let answer = shop.verb("quotes/\(id)/send")
        guard answer.status == 200 else { throw Unexpected("send", answer) }
        return id
    }

    private func share(_ quote: String, _ body: JSONValue = [:]) throws -> (
        id: String, path: String
    ) {
        let answer = shop.verb("quotes/\(quote)/share", body)
        guard answer.status == 201 else { throw Unexpected("share", answer) }
        return (answer.id, answer.json["path"].string ?? "")
    }

    private func page(_ path: String, _ headers: [(String, String)] = []) -> TestResponse {
        stranger.get(path, headers: headers)
    }

    private func submit(_ path: String, _ form: [(String, String)]) -> TestResponse {
        let body = form.map { "\(encoded($0.0))=\(encoded($0.1))" }.joined(separator: "&")
        return stranger.send(
            .post, path,
            headers: [
                ("Content-Type", "application/x-www-form-urlencoded"), ("User-Agent", "Browser/1"),
            ], bytes: Array(body.utf8))
    }

    private func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.count < 2 ? "0" : "") + digits
        }.joined()
    }

    private func shown(_ page: TestResponse) throws -> String {
        let text = page.text
        let start = try #require(text.firstRange(of: "name=\"shown\" value=\"")).upperBound
        return String(text[start...].prefix(64))
    }

    @Test func `a customer accepts by a link, and what was shown is kept`() throws {
        let id = try sent()
        let made = shop.verb("quotes/\(id)/share", ["recipient": "ana@example.com"])
        #expect(
            made.status == 201 && made.json["expires_at"] == "2026-12-23T00:00:00.000Z", "\(made)")
        let path = try #require(made.json["path"].string)
        #expect(path == "/offers/\(made.json["token"].string ?? "")")
        let read = shop.read("quote-shares/\(made.id)")
        #expect(
            read["token"].isNull && read["digest"].isNull && read["recipient"] == "ana@example.com")
        let page = page(path)
        #expect(page.status == 200 && page.header("cache-control") == "no-store", "\(page)")
        #expect(page.text.contains("Q-2026-000001") && page.text.contains("Accept this offer"))
        let digest = try shown(page)
        let view = shop.read("quote-shares/\(made.id)")["views"][0]
        #expect(view["document_digest"] == .string(digest) && view["address"] == "203.0.113.9")
        let answer = submit(
            path + "/accept",
            [
                ("shown", digest), ("name", "Ana Núñez"), ("purchase_order_number", "PO-7"),
                ("signature", "M10 20L30 40L50 60"),
            ])
        #expect(answer.status == 303 && answer.header("location") == path, "\(answer)")
        let quote = shop.read("quotes/\(id)")
        #expect(quote["status"] == "accepted" && quote["signed_by"] == "Ana Núñez")
        let order = shop.read("orders/\(quote["order_id"].string ?? "")")
        #expect(order["quote_id"] == .string(id) && order["purchase_order_number"] == "PO-7")
        let kept = try #require(shop.client.get("/v1/quote-responses?quote_id=\(id)").data.first)
        #expect(kept["channel"] == "link" && kept["decision"] == "accepted")
        #expect(kept["address"] == "203.0.113.9" && kept["user_agent"] == "Browser/1")
        #expect(kept["document_digest"] == .string(digest) && kept["share_id"] == .string(made.id))
        #expect(kept["signature_kind"] == "drawn" && kept["signature"] == "M10 20L30 40L50 60")
        #expect(kept["created_at"] == "2026-11-22T10:15:30.250Z")
        let again = submit(path + "/accept", [("shown", digest), ("name", "Eva")])
        #expect(again.status == 303)
        #expect(shop.read("quotes/\(id)")["signed_by"] == "Ana Núñez")
        #expect(shop.read("orders?count=exact")["count"] == 1)
        let after = self.page(path).text
        #expect(after.contains("was accepted") && !after.contains("<form"))
        #expect(try shop.violations().isEmpty)
    }

    @Test func `a signature is a line that was drawn`() {
        for path in ["M1 2L3 4", "M1 2L3.5 4L5 6M7 8L9 10", "M1 2M3 4L5 6"] {
            #expect(Signature(name: "Ana", drawing: path)?.kind == .drawn, "\(path)")
        }
        for path in ["M", "M1", "M1 2", "M1 2L", "M1 2LM3 4L5 6", "L1 2", "M. .L1 2", "M1 2L3 4 5"]
        {
            #expect(Signature(name: "Ana", drawing: path) == nil, "\(path)")
        }
        #expect(Signature(name: "Ana", drawing: "")?.kind == .typed)
    }

    @Test func `a link, and an address, is asked for so often and no more`() throws {
        let first = try share(try sent()).path
        let second = try share(try sent()).path
        func ask(_ path: String, from address: String) -> TestResponse {
            shop.client.with(token: nil).from(address).send(
                .post, path + "/decline",
                headers: [("Content-Type", "application/x-www-form-urlencoded")], bytes: [])
        }
        for index in 0..<60 {
            #expect(ask(first, from: "198.51.100.\(index)").status == 400)
        }
        let refused = ask(first, from: "198.51.100.99")
        #expect(refused.status == 429 && refused.header("retry-after") == "1", "\(refused)")
        #expect(refused.text.contains("try again in a moment"))
        #expect(page(first).status == 429)
        #expect(ask(second, from: "198.51.100.1").status == 400)
        shop.time.advance(milliseconds: 1_000)
        #expect(ask(first, from: "198.51.100.99").status == 400)
        #expect(ask(first, from: "198.51.100.99").status == 429)
        // Guesses of one network, whichever link and host it names.
        for index in 0..<240 {
            let guess = ask("/offers/guess\(index)", from: "2001:db8::\(index)")
            #expect(guess.status != 429, "\(index): \(guess)")
        }
        #expect(ask("/offers/another", from: "2001:db8::ffff:1").status == 429)
        #expect(ask("/offers/another", from: "2001:db8:0:1::1").status != 429)
    }

    @Test func `a customer declines with a reason`() throws {
        let id = try sent()
        let path = try share(id).path
        let digest = try shown(page(path))
        let empty = submit(path + "/decline", [("shown", digest), ("reason", "")])
        #expect(empty.status == 400 && empty.text.contains("Something is missing"), "\(empty)")
        #expect(
            submit(path + "/decline", [("shown", digest), ("reason", "Too dear")]).status == 303)
        #expect(shop.read("quotes/\(id)")["decline_reason"] == "Too dear")
        let kept = shop.client.get("/v1/quote-responses?quote_id=\(id)").data[0]
        #expect(kept["decision"] == "declined" && kept["reason"] == "Too dear")
        #expect(page(path).text.contains("was declined"))
    }

    @Test func `an answer is to what the link has shown`() throws {
        let id = try sent()
        let path = try share(id).path
        let never = submit(
            path + "/accept", [("shown", String(repeating: "0", count: 64)), ("name", "Eva")])
        #expect(never.status == 412 && never.text.contains("has changed"))
        let digest = try shown(page(path))
        let other = try share(sent()).path
        #expect(submit(other + "/accept", [("shown", digest), ("name", "Eva")]).status == 412)
        for form in [
            [("shown", digest)], [("shown", digest), ("name", "")], [("name", "Eva")],
            [("shown", digest), ("name", "Eva"), ("extra", "1")],
            [("shown", digest), ("name", "Eva"), ("name", "Ana")],
            [("shown", digest), ("name", "Eva"), ("signature", "<svg onload=x>")],
            [("shown", digest), ("name", String(repeating: "x", count: 201))],
        ] {
            let answer = submit(path + "/accept", form)
            #expect(answer.status == 400, "\(form): \(answer)")
            #expect(answer.header("content-type") == "text/html; charset=utf-8")
        }
        let json = stranger.post(path + "/accept", ["name": "Eva"])
        #expect(json.status == 415)
        #expect(shop.read("quotes/\(id)")["status"] == "sent")
    }

    @Test func `a link that is over shows a clear page`() throws {
        let id = try sent()
        let unknown = page("/offers/AAAA")
        #expect(unknown.status == 404 && unknown.text.contains("no such page"))
        #expect(
            page("/offers/AAAA", [("Accept-Language", "es-MX,es;q=0.9")]).text.contains("no existe")
        )
        let revoked = try share(id)
        #expect(shop.verb("quote-shares/\(revoked.id)/revoke").json["status"] == "revoked")
        #expect(shop.verb("quote-shares/\(revoked.id)/revoke").code == "illegal_transition")
        #expect(page(revoked.path).status == 410)
        let short = try share(id, ["expires_at": "2026-11-23T00:00:00Z"])
        let long = try share(id)
        #expect(page(short.path).status == 200)
        shop.time.advance(milliseconds: 86_400_000)
        #expect(page(short.path).status == 410)
        #expect(submit(short.path + "/accept", [("shown", "x"), ("name", "Eva")]).status == 410)
        let revision = shop.verb("quotes/\(id)/revise").id
        #expect(shop.verb("quotes/\(revision)/send").status == 200)
        let old = page(long.path)
        #expect(old.status == 200 && old.text.contains("replaced by a newer one"), "\(old)")
        #expect(!old.text.contains("<table"))
        #expect(page(long.path + "/document").status == 410)
        let withdrawn = try share(revision)
        #expect(shop.verb("quotes/\(revision)/cancel").status == 200)
        #expect(page(withdrawn.path).text.contains("was withdrawn"))
    }

    @Test func `an offer that has expired cannot be accepted, whatever the clock has done yet`()
        throws
    {
        let id = try sent(["valid_until": "2026-11-22"])
        let path = try share(id, ["expires_at": "2026-12-31T00:00:00Z"]).path
        let digest = try shown(page(path))
        shop.time.advance(milliseconds: 86_400_000)
        #expect(page(path).text.contains("has expired"))
        let answer = submit(path + "/accept", [("shown", digest), ("name", "Eva")])
        #expect(answer.status == 409 && answer.text.contains("has expired"), "\(answer)")
        #expect(shop.read("orders")["data"] == [])
    }

    @Test func `only a quote that was sent is shared, by who may`() throws {
        let draft = try shop.id(shop.quote([Shop.line("1", "1")]))
        #expect(shop.verb("quotes/\(draft)/share").code == "illegal_transition")
        let id = try sent()
        #expect(
            shop.verb("quotes/\(id)/share", ["expires_at": "2026-11-01T00:00:00Z"]).faults
                == ["/expires_at in_the_past"])
        #expect(
            shop.verb("quotes/\(id)/share", ["expires_at": "2028-01-01T00:00:00Z"]).faults
                == ["/expires_at out_of_range"])
        let other = try shop.server.person("Ana", role: "sales_rep")
        #expect(other.post("/v1/quotes/\(id)/share").status == 404)
        let link = try share(id)
        #expect(other.get("/v1/quote-shares/\(link.id)").status == 404)
        #expect(other.get("/v1/quote-shares").data.isEmpty)
        let reader = try shop.server.person("Eva", role: "read_only")
        #expect(reader.post("/v1/quotes/\(id)/share").code == "forbidden")
        #expect(shop.client.post("/v1/quote-shares", [:]).status == 405)
    }

    @Test func `a share that is asked for again is not told its token again`() throws {
        let id = try sent()
        let key = [("Idempotency-Key", "one")]
        let first = shop.client.post("/v1/quotes/\(id)/share", headers: key)
        let second = shop.client.post("/v1/quotes/\(id)/share", headers: key)
        #expect(first.json["token"].string?.count == 32)
        #expect(second.id == first.id && second.json["token"].isNull)
    }

    @Test func `views are written down once in a while`() throws {
        let id = try sent()
        let link = try share(id)
        for _ in 0..<5 { #expect(page(link.path).status == 200) }
        #expect(shop.read("quote-shares/\(link.id)")["version"] == 2)
        shop.time.advance(milliseconds: 600_000)
        #expect(page(link.path).status == 200)
        #expect(shop.read("quote-shares/\(link.id)")["version"] == 3)
        #expect(page(link.path + "/document").body.starts(with: Array("%PDF-".utf8)))
    }

    @Test func `an answer through the API is kept as well`() throws {
        let id = try sent()
        #expect(shop.verb("quotes/\(id)/accept", ["signed_by": "Ana"]).status == 200)
        let kept = shop.client.get("/v1/quote-responses?quote_id=\(id)").data[0]
        #expect(kept["channel"] == "api" && kept["signed_by"] == "Ana" && kept["share_id"].isNull)
        #expect(kept["address"] == "127.0.0.1")
    }

    @Test func `pages load nothing else, and the log does not show the link`() throws {
        let id = try sent()
        let path = try share(id).path
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { ends.forEach { close($0) } }
        try shop.server.serving(accessLog: ends[1]) { connect in
            let client = try connect().with(token: nil)
            let page = client.get(path)
            let policy = try #require(page.header("content-security-policy"))
            #expect(policy == "\(OfferScript.policy)")
            #expect(page.header("referrer-policy") == "no-referrer")
            // Whatever is wrong with a request, the token is as good as before.
            for wrong in ["\(path)/", "\(path)/index.html", "/\(path)", path.uppercased()] {
                #expect(try connect().get(wrong).status >= 400)
            }
            for method in [Method.options, .put, .delete] {
                _ = try connect().send(method, path)
            }
            #expect(try connect().get("\(path)/accept").status == 405)
            let long = [UInt8](repeating: 0x78, count: 100_000)
            #expect(try connect().send(.post, "\(path)/accept", bytes: long).status >= 400)
            #expect(client.get("/offers/AAAA").header("content-security-policy") == policy)
            let document = try connect().get(
                "/v1/quotes/\(id)/document", headers: [("Accept", "text/html")])
            #expect(
                document.header("content-security-policy")?.contains("script-src") == false)
        }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = read(ends[0], &bytes, bytes.count)
        let log = String(decoding: bytes[..<max(0, count)], as: UTF8.self)
        #expect(log.contains("\"path\":\"/offers/{token}\""), "\(log)")
        #expect(!log.contains(path.dropFirst("/offers/".count)))
    }

    @Test func `many pages at once are all answered, with a page or a refusal`() throws {
        let id = try sent()
        let path = try share(id).path
        let stranger = stranger
        let answers = Concurrently.map(0..<60) { _ in stranger.get(path).status }
        #expect(answers.allSatisfy { [200, 503].contains($0) }, "\(answers)")
        #expect(answers.contains(200))
        shop.time.advance(milliseconds: 1_000)
        #expect(page(path).status == 200)
        #expect(shop.read("quote-shares?count=exact")["count"] == 1)
    }
}
