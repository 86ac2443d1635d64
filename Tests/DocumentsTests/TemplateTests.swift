import Testing

@testable import Documents

/// What a template may hold, and what comes out of it.
struct TemplateTests {
    private func html(_ template: String, _ values: [String: TemplateValue] = [:]) throws -> String
    {
        HTMLPage.body(try DocumentTemplate(template).markup(values))
    }

    @Test func `names, lists and conditions are filled in`() throws {
        let values: [String: TemplateValue] = [
            "title": .text("Offer"), "is_draft": .flag(false), "terms": .optional(""),
            "party": .object(["name": .text("Ana & Co")]),
            "lines": .list([["text": .text("Cheese")], ["text": .text("Wine")]]),
        ]
        let out = try html(
            """
            <h1>{{title}}{{#is_draft}} (draft){{/is_draft}}</h1><p>{{party.name}}{{! a note }}</p>
            {{#lines}}<p>{{text}}</p>{{/lines}}{{^terms}}<hr/>{{/terms}}{{nothing}}{{terms}}{{is_draft}}
            """, values)
        #expect(
            out.split(whereSeparator: \.isNewline).joined()
                == "<h1>Offer</h1><p>Ana &amp; Co</p><p>Cheese</p><p>Wine</p><hr>")
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "<b>\"'&", "<\u{301}script>", "</p><img src=x>", "&lt;b&gt;",
        "{{title}}", "a\nb", "<\u{20DD}p>",
    ])
    func `a value is text, whatever it is`(value: String) throws {
        let markup = try DocumentTemplate("<p>{{text}}</p>").markup(["text": .text(value)])
        let shown = value.split(separator: "\n").joined(separator: "\u{2028}")
        #expect(markup == [.element(name: "p", attributes: [:], [.text(shown)])])
        let out = HTMLPage.body(markup)
        #expect(!out.dropFirst(3).dropLast(4).unicodeScalars.contains("<") || value == "a\nb")
    }

    @Test(arguments: [
        "{{{text}}}", "{{&text}}", "{{>part}}", "{{=<% %>=}}", "{{%CONTENT_TYPE:TEXT}}",
        "{{<a}}{{/a}}",
        "{{$a}}{{/a}}", "{{uppercased(text)}}", "{{#a}}", "{{/a}}", "{{#a}}{{/b}}", "{{", "{{}}",
        "{{ Name }}",
        "{{#a}}{{#b}}{{#a}}x{{/a}}{{/b}}{{/a}}",
    ])
    func `a tag that could do more than fill in is refused`(template: String) {
        #expect(throws: TemplateFault.self) { try DocumentTemplate(template) }
    }

    @Test(arguments: [
        "<script></script>", "<p onclick=\"x\">a</p>", "<p style=\"x\">a</p>",
        "<p class=\"evil\">a</p>", "<p>a",
        "</p>", "<p>a</b></p>", "<img src=\"x\"/>", "<a href=\"x\">a</a>",
        "<table><td>a</td></table>",
        "<table>a</table>", "<p><p>a</p></p>", "<td>a</td>", "a & b", "<p class=number>a</p>", "<",
        "<!-- a",
        "<p class=\"muted\" class=\"muted\">a</p>",
        "<table><thead><tr><td width=\"200%\">a</td></tr></thead></table>",
        "<P>a</P>", "<!DOCTYPE html>", "<?xml?>", "<p>&#7;</p>", "<p>&#xD800;</p>",
        "<p>&unknown;</p>",
        "<div><header>a</header></div>",
    ])
    func `an element that documents do not have is refused`(template: String) throws {
        let known = try DocumentTemplate(template)
        #expect(throws: TemplateFault.self) { try known.markup([:]) }
    }

    @Test func `elements are no deeper than they may be, and a fault names its line`() throws {
        let deep = String(repeating: "<div>", count: 30) + String(repeating: "</div>", count: 30)
        #expect(throws: TemplateFault.self) { try DocumentTemplate(deep).markup([:]) }
        #expect(throws: TemplateFault.self) {
            try DocumentTemplate(String(repeating: "x", count: DocumentTemplate.longest + 1))
        }
        do {
            _ = try DocumentTemplate("<p>a</p>\n<p>b\n</div>").markup([:])
            Issue.record("it was taken")
        } catch let fault as TemplateFault {
            #expect(fault.description == "Line 3 of the document: </div> closes <p>.")
        }
    }

    @Test(arguments: [
        ("es", "12345.5", "12.345,50"), ("en", "12345.5", "12,345.50"),
        ("de", "-1234.567", "-1.234,567"),
        ("pt-BR", "9000000000000", "9.000.000.000.000,00"), ("fr", "0", "0,00"),
    ])
    func `numbers are written as the language does`(language: String, number: String, text: String)
    {
        let shown = LanguageFormats(language).number(number, places: 2)
        // Minus signs and thin spaces differ between releases of the data.
        #expect(shown.map { $0 == "\u{2212}" ? "-" : String($0) }.joined() == text)
    }

    @Test func `dates are written as the language does`() {
        #expect(LanguageFormats("es").date(daysSince1970: 20_785) == "28 de noviembre de 2026")
        #expect(LanguageFormats("en").date(daysSince1970: 20_785) == "November 28, 2026")
        #expect(LanguageFormats("en-GB").date(daysSince1970: 20_785) == "28 November 2026")
        #expect(LanguageFormats("xx").date(daysSince1970: 20_785).contains("2026"))
    }
}
