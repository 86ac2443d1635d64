import API
import Documents
import Schema
import Store

/// What documents come as; PDF when the client has no wish.
let documentTypes: [StaticString] = ["application/pdf", "text/html"]

struct ReadQuoteDocument: Action {
    static let route = Route(
        .get, "/v1/quotes/{id}/document", "Show one quote as a document", on: Quotes.table,
        right: "read", returns: .contents(documentTypes.map { "\($0)" }),
        produces: documentTypes, isSlow: true)

    let language = Field.language("language").optional
        .about("The party's, else the installation's, when it is left out.")

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let quote = try call.tx.find(Quotes.self, call.id(Quotes.self))
        let print = try Print(quote, .quote, language: call.language, in: call.tx)
        let type = call.mediaType
        return .made { try print.rendition(as: type) }
    }
}

struct ReadOrderDocument: Action {
    static let route = Route(
        .get, "/v1/orders/{id}/document", "Show one order as a confirmation", on: Orders.table,
        right: "read", returns: .contents(documentTypes.map { "\($0)" }),
        produces: documentTypes, isSlow: true)

    let language = Field.language("language").optional
        .about("The party's, else the installation's, when it is left out.")

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let order = try call.tx.find(Orders.self, call.id(Orders.self))
        let print = try Print(try order.rest(), .order, language: call.language, in: call.tx)
        let type = call.mediaType
        return .made { try print.rendition(as: type) }
    }
}

/// Shows what a template would make of a quote, an order or a sample, also before it is saved.
struct PreviewTemplate: Action {
    static let route = Route(
        .post, "/v1/document-templates/{id}/preview", "Show what one template makes",
        on: DocumentTemplates.table, right: "read",
        returns: .contents(documentTypes.map { "\($0)" }), produces: documentTypes, isSlow: true)

    let body = Field.longText("body", max: DocumentTemplate.longest).optional
        .about("In the place of the template's own.")
    let sender = Field.longText("sender", max: 2_000).optional
    let footer = Field.text("footer", max: 300).optional
    let quote = Field.reference("quote_id", to: Quotes.self).optional
        .about("What to show, of a template for quotes; a sample when it is left out.")
    let order = Field.reference("order_id", to: Orders.self).optional

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let template = try call.tx.find(DocumentTemplates.self, call.id(DocumentTemplates.self))
        var design = DocumentDesign(template)
        if let body = call.body { design.body = body }
        if let sender = call.sender { design.sender = sender }
        if let footer = call.footer { design.footer = footer }
        let type = call.mediaType
        if let quote = call.quote, template.kind == .quote {
            let print = try Print(
                try call.tx.find(Quotes.self, quote), .quote, language: design.language,
                design: design, in: call.tx)
            return .made { try print.rendition(as: type) }
        }
        if let order = call.order, template.kind == .order {
            let print = try Print(
                try call.tx.find(Orders.self, order).rest(), .order, language: design.language,
                design: design, in: call.tx)
            return .made { try print.rendition(as: type) }
        }
        guard call.quote == nil, call.order == nil else {
            let other = template.kind == .quote ? "order_id" : "quote_id"
            throw Problem.invalid(
                "/" + other, .conflict, "The template is for the kind \(template.kind.rawValue).")
        }
        let sample = SamplePrint(design: design, now: call.tx.now)
        return .made { try sample.rendition(as: type) }
    }
}
