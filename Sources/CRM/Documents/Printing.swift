// How a record becomes a document: what it shows and how it looks is read in a transaction, and made into a page or a PDF
// after it, on a worker.

import API
import Documents
import Schema
import Store

/// What a document is made by.
struct DocumentDesign: Sendable {
    var body: String
    var language: String
    var sender: String?
    var footer: String?
    var paper = PaperSize.a4

    init(_ template: Record<DocumentTemplates>) {
        body = template.body ?? ShippedTemplate.text(template.kind, template.language)
        language = template.language
        sender = template.sender
        footer = template.footer
        paper = PaperSize(rawValue: template.paper) ?? .a4
    }

    private init(shipped kind: DocumentKind, _ language: String) {
        body = ShippedTemplate.text(kind, language)
        self.language = language
    }

    /// The design for a language: the installation's own if there is one, else what is shipped; then that of the
    /// language without its region, of the installation's language, and English.
    static func find(
        _ kind: DocumentKind, _ language: String, in tx: Transaction
    ) throws -> DocumentDesign {
        var tags: [String] = []
        for tag in [language, tx.settings.language, "en"] {
            for candidate in [tag, String(tag.prefix { $0 != "-" })]
            where !tags.contains(candidate) {
                tags.append(candidate)
            }
        }
        for tag in tags {
            let own = try tx.select(
                DocumentTemplates.self, where: "kind = ? AND language = ?",
                [.text(kind.rawValue), .text(tag)], limit: 1)
            if let template = own.first { return DocumentDesign(template) }
            if ShippedTemplate.words(tag) != nil { return DocumentDesign(shipped: kind, tag) }
        }
        return DocumentDesign(shipped: kind, "en")
    }
}

/// A document that has been read and can be made without the database.
struct Print<D: SalesDocument>: Sendable {
    let content: DocumentContent<D>
    let design: DocumentDesign
    let kind: DocumentKind
    /// When it is made.
    let now: Instant

    /// Of the party's language, or another one.
    init(
        _ document: Record<D>, _ kind: DocumentKind, language: String?,
        design: DocumentDesign? = nil, in tx: Transaction
    ) throws {
        content = try DocumentContent(document, in: tx)
        let spoken = try language ?? Self.language(of: document, tx)
        self.design = try design ?? DocumentDesign.find(kind, spoken, in: tx)
        self.kind = kind
        now = tx.now
    }

    private static func language(of document: Record<D>, _ tx: Transaction) throws -> String {
        guard let party = D.party(of: document) else { return tx.settings.language }
        return try tx.find(Parties.self, party).language ?? tx.settings.language
    }

    var title: String {
        let words = ShippedTemplate.words(design.language) ?? .english
        let name = kind == .quote ? words.quote : words.order
        return content.number.isEmpty ? "\(name) · \(words.draft)" : "\(name) \(content.number)"
    }

    /// What the document says; throws a problem when the template gives none.
    func markup() throws -> [Markup] {
        try design.markup(content.values(LanguageFormats(design.language)))
    }

    /// As a media type: HTML, or PDF.
    func rendition(as mediaType: String) throws -> Rendition {
        let name = content.number.isEmpty ? kind.rawValue : content.number
        return try design.rendition(
            of: try markup(), as: mediaType, title: title, fileName: name, now: now)
    }
}

/// A made-up document.
struct SamplePrint: Sendable {
    let design: DocumentDesign
    let now: Instant

    func rendition(as mediaType: String) throws -> Rendition {
        try design.rendition(
            of: try design.markup(DocumentSample.full), as: mediaType, title: "Q-2026-000123",
            fileName: "preview", now: now)
    }
}

extension DocumentDesign {
    /// What the document says; throws a problem when the template gives none.
    func markup(_ content: [String: TemplateValue]) throws -> [Markup] {
        var values = content
        values["sender"] = .optional(sender ?? Self.said(content["sender"]))
        values["footer"] = .optional(footer ?? Self.said(content["footer"]))
        do {
            return try DocumentTemplate(body).markup(values)
        } catch let fault as TemplateFault {
            throw Problem.invalid("/body", .malformed, "The template gives no document: \(fault)")
        }
    }

    private static func said(_ value: TemplateValue?) -> String? {
        guard case .text(let text) = value else { return nil }
        return text
    }

    func rendition(
        of markup: [Markup], as mediaType: String, title: String, fileName: String, now: Instant
    ) throws -> Rendition {
        guard mediaType != "text/html" else {
            return Rendition(
                HTMLPage.page(HTMLPage.body(markup), title: title, language: language),
                type: HTMLPage.type, policy: PageStyle.policy, fileName: fileName + ".html")
        }
        let pdf = PDF(
            title: title, language: language, size: paper,
            createdAt: String(now.text.prefix(19)) + "Z")
        do {
            return Rendition(
                try pdf.bytes(of: markup), type: "application/pdf", fileName: fileName + ".pdf")
        } catch let missing as PDF.Unavailable {
            throw Problem(.notAcceptable, "\(missing) Ask for text/html.")
        }
    }
}
