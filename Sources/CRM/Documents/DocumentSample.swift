import Documents
import Schema

/// Made-up content, by which templates are tried.
enum DocumentSample {
    /// Why a template is refused: with everything there is, or with as little as possible, it gives no document.
    static func refusal(of body: String, _ kind: DocumentKind) -> String? {
        do {
            let template = try DocumentTemplate(body)
            for values in [full, bare] { _ = try template.markup(values) }
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// Everything that a document can show.
    static let full: [String: TemplateValue] = [
        "sender": .text("Trato Example S.L.\nCalle Mayor 1\n28013 Madrid"),
        "footer": .text("Registro Mercantil de Madrid"),
        "document": .object([
            "number": .text("Q-2026-000123"), "revision": .text("2"), "is_draft": .flag(false),
            "is_cancelled": .flag(true),
            "date": .text("2026-11-28"), "valid_until": .text("2026-12-28"),
            "requested_on": .text("2026-12-01"), "accepted_on": .text("2026-12-01"),
            "signed_by": .text("Ana Silva"), "purchase_order_number": .text("PO-7"),
            "currency": .text("EUR"), "payment_terms_days": .text("30"),
            "terms": .text("Delivery within a week.\nPrices hold as long as the quote does."),
            "has_discounts": .flag(true), "prices_include_tax": .flag(true),
            "is_reverse_charge": .flag(true),
            "tax_exemption": .text("Directive 2006/112/EC, articles 138 and 196"),
            "tax_exemption_code": .text("VATEX-EU-AE"), "seller_vat_id": .text("ESB12345674"),
            "buyer_vat_id": .text("PT123456789"),
        ]),
        "party": .object([
            "name": .text("Panadería Núñez & Hijos"), "address": .text("Rua Augusta 5\nLisboa"),
            "tax_identifier": .text("VAT PT123456789"), "contact": .text("João Peña"),
        ]),
        "lines": .list([line("1", "Cheese", "5"), line("2", "Wine, “Reserva” 2019", "10")]),
        "taxes": .list([
            [
                "category": .text("standard"), "rate_percent": .text("21"),
                "taxable_amount": .text("190.00"), "tax_amount": .text("39.90"),
            ]
        ]),
        "recurring": .list([
            [
                "per_month": .flag(true), "net_amount": .text("95.00"),
                "tax_amount": .text("19.95"), "gross_amount": .text("114.95"),
                "term_net_amount": .text("1,140.00"),
            ]
        ]),
        "totals": .object([
            "lines_net_amount": .text("190.00"), "discount_amount": .text("-10.00"),
            "freight_amount": .text("10.00"), "net_amount": .text("190.00"),
            "tax_amount": .text("39.90"), "gross_amount": .text("229.90"),
        ]),
    ]

    private static func line(
        _ position: String, _ description: String, _ discount: String
    ) -> [String: TemplateValue] {
        [
            "is_item": .flag(true), "is_optional": .flag(position == "2"),
            "is_heading": .flag(false), "position": .text(position),
            "description": .text(description),
            "sku": .text("SKU-\(position)"), "uom": .text("kg"), "quantity": .text("2"),
            "cancelled_quantity": .text("1"),
            "unit_price": .text("50.00"), "discount_percent": .text(discount),
            "discount_amount": .flag(false),
            "tax_rate_percent": .text("21"), "net_amount": .text("95.00"),
            "is_recurring": .flag(position == "2"), "per_month": .flag(position == "2"),
            "term": .text("12"),
        ]
    }

    /// A draft with nothing in it.
    private static let bare: [String: TemplateValue] = [
        "document": .object(["is_draft": .flag(true), "date": .text("2026-11-28")]),
        "party": .object([:]), "lines": .list([]), "taxes": .list([]), "recurring": .list([]),
        "totals": .object([:]),
    ]
}
