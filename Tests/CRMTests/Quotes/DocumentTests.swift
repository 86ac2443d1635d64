import API
import Documents
import Schema
import Testing
import TratoTesting

@testable import CRM

/// Quotes and orders as documents, through the API.
struct DocumentTests {
    let shop: Shop

    init() throws { shop = try Shop() }

    private func sent(_ lines: [JSONValue], _ members: JSONValue = [:]) throws -> String {
        let id = try shop.id(shop.quote(lines, members))
        let answer = shop.verb("quotes/\(id)/send")
        guard answer.status == 200 else { throw Unexpected("send", answer) }
        return id
    }

    private func html(_ target: String, _ client: Client? = nil) -> TestResponse {
        (client ?? shop.client).get("/v1/\(target)", headers: [("Accept", "text/html")])
    }

    private func pdf(_ target: String) -> TestResponse {
        shop.client.get("/v1/\(target)", headers: [("Accept", "application/pdf")])
    }

    private static let evil = "<script>alert(1)</script> & \"Söhne\" <\u{301}b>"

    @Test func `a quote is a page that runs and loads nothing`() throws {
        let id = try sent(
            [Shop.line("1234.5", "10", discount: "5", tax: "21")],
            [
                "terms": .string(Self.evil + "\nSecond line"), "discount_amount": "100",
            ])
        #expect(
            shop.patch("parties/\(shop.customer)", ["legal_name": .string(Self.evil)]).status == 200
        )
        let answer = html("quotes/\(id)/document")
        #expect(answer.status == 200, "\(answer)")
        #expect(answer.header("content-type") == "text/html; charset=utf-8")
        #expect(answer.header("content-disposition") == "inline; filename=\"Q-2026-000001.html\"")
        let text = answer.text
        #expect(!text.contains("<script") && !text.contains("<\u{301}b"))
        #expect(text.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Söhne&quot;"))
        #expect(text.contains("<br>Second line"))
        #expect(text.contains("Q-2026-000001") && text.contains("11,727.75"))
        #expect(text.contains("<html lang=\"en\">") && text.contains("Valid until"))
    }

    @Test func `the policy lets the page's own style and script in and nothing else`() {
        let style = Hash.base64(of: PageStyle.text)
        #expect("\(PageStyle.policy)".contains("style-src 'sha256-\(style)'"))
        #expect("\(OfferScript.policy)".contains("style-src 'sha256-\(style)'"))
        let script = Hash.base64(of: OfferScript.text)
        #expect("\(OfferScript.policy)".contains("script-src 'sha256-\(script)'"))
        for policy in ["\(PageStyle.policy)", "\(OfferScript.policy)"] {
            #expect(policy.hasPrefix("default-src 'none'") && !policy.contains("unsafe"))
        }
    }

    @Test func `a document speaks the party's language, or another that is asked for`() throws {
        #expect(shop.patch("parties/\(shop.customer)", ["language": "es-MX"]).status == 200)
        let id = try sent([Shop.line("2", "1234.5")])
        let spanish = html("quotes/\(id)/document").text
        #expect(spanish.contains("Presupuesto") && spanish.contains("22 de diciembre de 2026"))
        #expect(html("quotes/\(id)/document?language=en").text.contains("Quote"))
        // No template and no words: the installation's language.
        #expect(html("quotes/\(id)/document?language=fi").text.contains("Valid until"))
        #expect(html("quotes/\(id)/document?language=nope_").code == "bad_parameter")
        #expect(html("quotes/\(id)/document?colour=red").code == "bad_parameter")
    }

    @Test func `PDF or HTML is chosen by Accept`() throws {
        let id = try sent([Shop.line("1", "10")])
        let pdf = pdf("quotes/\(id)/document")
        #expect(pdf.header("content-type") == "application/pdf", "\(pdf)")
        #expect(pdf.body.starts(with: Array("%PDF-".utf8)))
        #expect(pdf.header("content-disposition") == "inline; filename=\"Q-2026-000001.pdf\"")
        #expect(shop.client.get("/v1/quotes/\(id)/document").body.starts(with: Array("%PDF-".utf8)))
        let browser = shop.client.get(
            "/v1/quotes/\(id)/document", headers: [("Accept", "text/html, */*;q=0.5")])
        #expect(browser.header("content-type") == "text/html; charset=utf-8")
        let json = shop.client.get(
            "/v1/quotes/\(id)/document", headers: [("Accept", "application/json")])
        #expect(json.status == 406 && json.code == "not_acceptable")
    }

    @Test func `fonts are embedded, and the pages hold every line`() throws {
        let party: JSONValue = [
            "kind": "organization", "display_name": "Αθηνά Ελλάς", "legal_name": "Ромашка ООО",
        ]
        let other = try shop.id(shop.make("parties", party))
        let lines = (1...120).map { Shop.line("\($0)", "1.5", tax: "23") }
        let id = try shop.id(shop.quote(lines, ["party_id": .string(other)]))
        let answer = pdf("quotes/\(id)/document")
        let text = String(decoding: answer.body, as: UTF8.self)
        // Each font has its file in the document: PDF 1.5 names embedded TrueType or CFF outlines so.
        #expect(text.contains("/FontFile2") || text.contains("/FontFile3"))
        let pages =
            text.split(separator: "/Type /Page").count - text.split(separator: "/Type /Pages").count
        #expect((3...6).contains(pages), "\(pages)")
    }

    @Test func `a document of prices with tax adds up, and says what contains it`() throws {
        let line = Shop.line("2", "121", tax: "21")
        let id = try sent(
            [line],
            [
                "prices_include_tax": true, "discount_amount": "12.10", "freight_amount": "24.20",
                "freight_tax_rate_percent": "21",
            ])
        let text = html("quotes/\(id)/document").text
        for shown in ["121.00", "200.00", "-10.00", "20.00", "210.00", "44.10", "254.10"] {
            #expect(text.contains(">\(shown)<"), "\(shown) \(text)")
        }
        #expect(!text.contains("12.10") && !text.contains("24.20"))
        #expect(text.contains("incl. tax") && text.contains("excl. tax"))
        let plain = html("quotes/\(try sent([Shop.line("2", "121", tax: "21")]))/document").text
        #expect(!plain.contains("incl. tax"))
    }

    @Test func `an amount off a line is shown`() throws {
        let off: JSONValue = ["discount_amount": "5"]
        let id = try sent([
            Shop.line("1", "100").merging(off), Shop.line("1", "50", discount: "10"),
            Shop.line("1", "7"),
        ])
        let text = html("quotes/\(id)/document").text
        #expect(text.contains(">-5.00<") && text.contains(">95.00<") && text.contains("10 %"))
    }

    @Test func `what recurs says how often, for how long, and what falls due`() throws {
        let monthly = Shop.line("2", "10", tax: "19").merging([
            "recurrence_interval": "month", "recurrence_count": 12,
        ])
        let yearly = Shop.line("1", "5").merging(["recurrence_interval": "year"])
        let id = try shop.id(shop.quote([Shop.line("1", "100", tax: "19"), monthly, yearly]))
        let text = html("quotes/\(id)/document").text
        #expect(text.contains("per month × 12") && text.contains("per year, until cancelled"))
        #expect(
            text.contains("of which per month: 20.00 + Tax 3.80 · net over the term 240.00"),
            "\(text)")
        #expect(text.contains("of which per year: 5.00 + Tax 0.00</td>"))
        let spanish = html("quotes/\(id)/document?language=es").text
        #expect(spanish.contains("al mes × 12") && spanish.contains("al año, hasta su cancelación"))
        #expect(spanish.contains("del cual al mes: 20,00 + IVA 3,80"), "\(spanish)")
    }

    @Test func `a document without tax says why`() throws {
        var settings = TestServer.settings
        settings.vatID = "DE762020274"
        let abroad = try Shop(country: "PT", settings: settings)
        let identifiers: JSONValue = [["scheme": "VAT", "value": "PT713566434"]]
        #expect(
            abroad.patch("parties/\(abroad.customer)", ["identifiers": identifiers]).status == 200)
        let line: JSONValue = ["description": "Cheese", "quantity": "1", "unit_price": "10"]
        let quote = try abroad.id(abroad.quote([line]))
        let order = try abroad.id(abroad.order([line]))
        func text(_ target: String) -> String {
            abroad.client.get("/v1/\(target)", headers: [("Accept", "text/html")]).text
        }
        for target in ["quotes/\(quote)/document", "orders/\(order)/document"] {
            let english = text(target)
            #expect(english.contains("Reverse charge (Directive 2006/112/EC"), "\(english)")
            #expect(english.contains("VATEX-EU-AE"))
            #expect(english.contains("DE762020274") && english.contains("PT713566434"))
            let spanish = text(target + "?language=es")
            #expect(spanish.contains("Inversión del sujeto pasivo"), "\(spanish)")
        }
        try shop.make(
            "tax-exemptions",
            ["party_id": .string(shop.customer), "certificate_number": "EX-1"])
        let exempt = try shop.id(shop.quote([Shop.line("1", "10")]))
        let certificate = html("quotes/\(exempt)/document").text
        #expect(certificate.contains("Exempt from tax: EX-1"), "\(certificate)")
        #expect(!certificate.contains("VATEX") && !certificate.contains("Reverse charge"))
    }

    @Test func `headings and notes have no amounts, and an optional line says so`() throws {
        let optional = Shop.line("2", "7").merging(["is_optional": true])
        let id = try shop.id(
            shop.quote([
                ["line_type": "heading", "description": "Part one"], Shop.line("1", "10"),
                ["line_type": "note", "description": "Mind the step"], optional,
            ]))
        let text = html("quotes/\(id)/document").text
        #expect(text.contains("<td colspan=\"4\"><b>Part one</b></td>"), "\(text)")
        #expect(text.contains("<td colspan=\"4\">Mind the step</td>"))
        #expect(text.contains("(optional, not in the total)"))
        #expect(text.contains("10.00") && text.contains("14.00") && !text.contains("24.00"))
    }

    @Test func `an order has a confirmation`() throws {
        let order = try shop.id(
            shop.order([Shop.line("1", "10")], ["purchase_order_number": "PO-9"]))
        #expect(html("orders/\(order)/document").text.contains("Draft"))
        #expect(shop.verb("orders/\(order)/confirm").status == 200)
        let text = html("orders/\(order)/document").text
        #expect(text.contains("Order confirmation") && text.contains("O-2026-000001"))
        #expect(text.contains("PO-9"))
    }

    @Test func `only who sees a quote sees its document, and nobody sees a party by it`() throws {
        let owner = try shop.server.person("Rui", role: "sales_rep")
        let other = try shop.server.person("Ana", role: "sales_rep")
        let party = owner.post("/v1/parties", ["kind": "person", "given_name": "Eva"]).id
        let mine = owner.post(
            "/v1/quotes", ["party_id": .string(party), "lines": [Shop.line("1", "1")]])
        #expect(html("quotes/\(mine.id)/document", owner).status == 200)
        #expect(html("quotes/\(mine.id)/document", other).status == 404)
        #expect(html("quotes/\(mine.id)/document", shop.client.with(token: nil)).status == 401)
        let handed = shop.patch(
            "parties/\(party)", ["owner_id": .null, "team_id": .null])
        #expect(handed.status == 200, "\(handed)")
        #expect(html("quotes/\(mine.id)/document", owner).code == "forbidden")
    }

    // MARK: Templates

    @Test func `a template of one's own takes the place of what is shipped`() throws {
        let id = try sent([Shop.line("1", "10")])
        let made = try shop.make(
            "document-templates",
            [
                "kind": "quote", "language": "en", "name": "Ours", "sender": "Acme\nMain Street",
                "footer": "VAT 1",
            ])
        #expect(made["body"].string?.contains("{{document.number}}") == true)
        let text = html("quotes/\(id)/document").text
        #expect(text.contains("Acme<br>Main Street") && text.contains("VAT 1"))
        let template = "document-templates/\(try shop.id(made))"
        let german = try shop.make(
            "document-templates",
            [
                "kind": "quote", "language": "de", "name": "Deutsch",
                "body": "<h1>Angebot {{document.number}}</h1>",
            ])
        #expect(
            html("quotes/\(id)/document?language=de-AT").text.contains(
                "<h1>Angebot Q-2026-000001</h1>"))
        #expect(
            shop.patch("document-templates/\(try shop.id(german))", ["language": "en"]).faults
                == ["/language duplicate"])
        #expect(
            shop.patch(template, ["body": "<p>{{document.number}}"]).faults == ["/body malformed"])
        #expect(
            shop.patch(template, ["body": "{{#lines}}<p>{{/lines}}"]).faults == ["/body malformed"])
        #expect(shop.patch(template, ["body": "<script>x</script>"]).faults == ["/body malformed"])
        #expect(shop.patch(template, ["body": nil]).json["body"] == made["body"])
        #expect(shop.client.delete("/v1/\(template)").status == 204)
        #expect(!html("quotes/\(id)/document").text.contains("Acme"))
    }

    @Test func `a template is tried before it is saved`() throws {
        let id = try sent([Shop.line("1", "10")])
        let template = try shop.id(
            shop.make("document-templates", ["kind": "quote", "language": "en", "name": "Ours"]))
        func preview(_ body: JSONValue, _ client: Client? = nil) -> TestResponse {
            (client ?? shop.client).post(
                "/v1/document-templates/\(template)/preview", body,
                headers: [("Accept", "text/html")])
        }
        #expect(preview([:]).text.contains("Panadería Núñez &amp; Hijos"))
        let real = preview(["quote_id": .string(id), "body": "<p>Hello {{party.name}}</p>"])
        #expect(real.text.contains("<p>Hello Bakery</p>"), "\(real)")
        #expect(preview(["body": "<p>"]).faults == ["/body malformed"])
        #expect(preview(["body": "<p>{{{x}}}</p>"]).faults == ["/body malformed"])
        #expect(preview(["colour": "red"]).faults == ["/colour unknown_field"])
        let order = try shop.id(shop.order([Shop.line("1", "1")]))
        #expect(preview(["order_id": .string(order)]).faults == ["/order_id conflict"])
        let rep = try shop.server.person("Rui", role: "sales_rep")
        #expect(preview(["quote_id": .string(id)], rep).faults == ["/quote_id not_found"])
        #expect(rep.post("/v1/document-templates", [:]).code == "forbidden")
        let pdf = shop.client.post("/v1/document-templates/\(template)/preview")
        #expect(pdf.body.starts(with: Array("%PDF-".utf8)))
        #expect(shop.read("document-templates/\(template)")["version"] == 1)
    }

    @Test(arguments: [
        ("JPY", "1234", "1,234"), ("EUR", "1234.5", "1,234.50"), ("KWD", "1234.567", "1,234.567"),
    ])
    func `amounts have the currency's decimals`(currency: String, price: String, shown: String)
        throws
    {
        let id = try shop.id(
            shop.quote([Shop.line("1", price)], ["currency": .string(currency)]))
        #expect(html("quotes/\(id)/document").text.contains(">\(shown)</td></tr>"))
    }
}

/// Hashes as policies write them.
enum Hash {
    static func base64(of text: String) -> String {
        let hexadecimal = Array(Token.digest(of: text).utf8)
        let bytes = stride(from: 0, to: hexadecimal.count, by: 2).map { index in
            UInt8(String(decoding: hexadecimal[index..<index + 2], as: UTF8.self), radix: 16) ?? 0
        }
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var out: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let part = bytes[start..<min(start + 3, bytes.count)]
            let word = part.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - part.count))
            for place in 0..<4 {
                out.append(place <= part.count ? alphabet[word >> (18 - 6 * place) & 63] : 0x3D)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
