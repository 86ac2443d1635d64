import API
import Documents
import Schema
import Store

/// How quotes and order confirmations look in a language, where an installation wants them other than as shipped.
package struct DocumentTemplates: Resource {
    package static let name = "document-templates"
    package static let singular = "document_template"
    package static let uniques = [Unique("kind", "language")]
    package static let table = TypedTable(Self())

    let name = Field.text("name", max: 200, [.title, .sortable])
    let kind = Field.choice("kind", DocumentKind.self, .createOnly)
    let language = Field.language("language")
        .about("Of the parties that it is for: es also for es-MX where there is none for that.")
    let body = Field.longText("body", max: DocumentTemplate.longest).optional.filled()
        .about("Mustache around elements of HTML; the shipped one when it is left out or null.")
    let sender = Field.longText("sender", max: 2_000).optional
        .about("Who sends it: name, address and registers, as they stand at the head.")
    let footer = Field.text("footer", max: 300).optional.about("At the foot of every page.")
    let paper = Field.choice("paper", of: PaperSize.allCases.map(\.rawValue)).default("a4")

    package init() {}

    package static func willSave(
        _ template: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        var faults: [Fault] = []
        if template.isSound(\.kind, \.language), try isTaken(template, tx) {
            faults.append(
                Fault(
                    pointer: "/language", code: .duplicate,
                    message: "There is a template for this kind and language."))
        }
        let body = template.body ?? ShippedTemplate.text(template.kind, template.language)
        template.body = body
        if template.isSound(\.kind, \.body), body != before?.body,
            let reason = DocumentSample.refusal(of: body, template.kind)
        {
            faults.append(Fault(pointer: "/body", code: .malformed, message: reason))
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }

    private static func isTaken(_ template: Record<Self>, _ tx: Transaction) throws -> Bool {
        try tx.first(
            taken,
            [
                .text(template.kind.rawValue), .text(template.language), template.id.cell,
            ]
        ) { _ in true } ?? false
    }

    private static let taken = SQL(
        """
        SELECT 1 FROM document_templates
        WHERE kind = ? AND language = ? AND id <> ? AND deleted_at IS NULL
        """)
}

/// What a document is.
package enum DocumentKind: String, Word { case quote, order }
