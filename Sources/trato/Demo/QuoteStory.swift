import Schema

/// Quotes for deals.
enum QuoteStory {
    /// Writes a quote, which is sent soon, most of the time.
    static func draft(
        _ scene: Scene, opportunity: String, _ company: World.Company
    ) throws -> String {
        let language = Texts.language(company.party.language)
        let discount = scene.simulation.random.pick(["0", "0", "0", "3", "5", "10"])
        let id = try scene.create(
            "quotes",
            [
                "opportunity_id": .text(opportunity), "party_id": .text(company.party.id),
                "contact_id": company.people.first.map { .text($0.id) } ?? .null,
                "currency": "EUR", "discount_percent": .text(discount),
                "terms": Texts.terms[language].map { .text($0) } ?? .null,
                "lines": .array(lines(scene)),
            ])
        if scene.simulation.random.happens(88) {
            scene.later(0...3) { scene in
                guard try scene.read("quotes/\(id)", "status") == "draft" else { return }
                try scene.act("quotes/\(id)/send")
            }
        }
        return id
    }

    /// Two to six different products, priced by the price book.
    static func lines(_ scene: Scene) -> [Value] {
        var left = scene.world.products
        return (0..<scene.simulation.random.number(2...6)).map { _ in
            let product = left.remove(
                at: scene.simulation.random.number(0...left.count - 1))
            let quantity = scene.simulation.random.number(product.quantities)
            return ["product_id": .text(product.id), "quantity": "\(quantity)"]
        }
    }

    /// The customer says yes: to a new revision, when the quote has expired meanwhile.
    static func accept(_ scene: Scene, _ quote: String, by contact: World.Party) throws {
        var quote = quote
        switch try scene.read("quotes/\(quote)", "status") {
        case "draft": try scene.act("quotes/\(quote)/send")
        case "expired":
            quote = try scene.create("quotes/\(quote)/revise", [:])
            try scene.act("quotes/\(quote)/send")
        default: break
        }
        let accepted = try scene.act(
            "quotes/\(quote)/accept",
            [
                "signed_by": .text(contact.name),
                "purchase_order_number": "PO-\(scene.simulation.random.number(1_000...99_999))",
            ])
        guard let order = accepted?.root["order_id"]?.string else {
            preconditionFailure("an accepted quote without an order")
        }
        OrderStory.follow(scene, order, contact.language)
    }

    /// The customer says no, or nothing at all until it expires.
    static func giveUp(_ scene: Scene, _ quote: String, _ reason: String) throws {
        switch try scene.read("quotes/\(quote)", "status") {
        case "draft": try scene.act("quotes/\(quote)/cancel")
        case "sent" where scene.simulation.random.happens(65):
            try scene.act("quotes/\(quote)/decline", ["reason": .text(reason)])
        default: return
        }
    }
}
