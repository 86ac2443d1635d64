import Schema

/// Example values by field name: the same for ever, and such as a small wholesaler would see.
enum ExampleText {
    /// An id of a record of a table, always the same one, so that examples refer to each other.
    static func id(_ name: String) -> RecordID {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        // RFC 9562 section 5.7: milliseconds, version 7, then bits that are otherwise random.
        let milliseconds: UInt64 = 1_795_342_530_250
        return RecordID(
            high: milliseconds << 16 | 0x7000 | hash >> 52,
            low: 1 << 63 | hash & 0x3FFF_FFFF_FFFF_FFFF)
    }

    static func text(_ name: String, of table: Table?, max: Int) -> String {
        let text = table.flatMap { special(name, $0) } ?? texts[name] ?? Naming.title(name)
        return text.count <= max ? text : String(text.prefix(max))
    }

    /// What a name means depends on what stands beside it.
    private static func special(_ name: String, _ table: Table) -> String? {
        let isGoods = table.isChild || table.field("sku") != nil
        switch name {
        case "name" where table.field("email") != nil: return "Ana Silva"
        case "name" where isGoods && !table.isChild: return "Queso Cabrales"
        case "name": return "Main \(Naming.words(table.singular))"
        case "description" where isGoods: return "Queso Cabrales, 1 kg"
        case "value" where table.field("scheme") != nil: return "PT999999990"
        case "type": return "employee_of"
        default: return nil
        }
    }

    private static let texts: [String: String] = [
        "display_name": "Casa Silva, Lda", "legal_name": "Casa Silva, Lda", "given_name": "Ana",
        "family_name": "Silva", "company_name": "Casa Silva, Lda", "job_title": "Purchasing",
        "industry": "Food wholesale", "line1": "Rua Augusta 24", "line2": "2.º Esq.",
        "city": "Lisboa", "region": "Lisboa", "postal_code": "1100-053", "scheme": "vat",
        "value": "ana.silva@example.com", "label": "Office", "scope": "wholesale",
        "sku": "QC-1000", "description": "As agreed on the telephone.", "uom": "KGM",
        "tax_category": "standard", "purchase_order_number": "PO-4711", "number": "2026-000123",
        "subject": "The delivery is late", "body": "Two of five boxes have not arrived.",
        "outcome": "Agreed on a new date.", "reason": "The price was too high.",
        "signed_by": "Ana Silva", "source": "web", "channel": "web", "title": "Head of purchasing",
        "period": "2026-Q4", "resource": "parties", "type": "party.created", "key": "region_code",
        "system": "erp", "external_id": "ALFKI", "prefix": "trato_3kTv9Q",
        "token": "trato_3kTv9QmZx1b7", "address": "203.0.113.7", "cursor": "MTAw",
        "next_cursor": "MTAw", "terms": "30 days net", "notes": "Leave it at the back door.",
        "location": "Lisboa", "next_step": "Send samples",
    ]

    static func word(_ name: String, _ words: [String]) -> String { words.first ?? "" }

    /// One line of ten at 12.50 with 23 % tax: totals that agree.
    static func amount(_ name: String) -> String {
        switch name {
        case "freight_tax_amount": "0.00"
        case _ where name.hasSuffix("net_amount"), "taxable_amount": "125.00"
        case _ where name.hasSuffix("tax_amount"): "28.75"
        case _ where name.hasSuffix("gross_amount"): "153.75"
        case _ where name.hasSuffix("discount_amount"), _ where name.hasSuffix("freight_amount"):
            "0.00"
        case _ where name.hasSuffix("cost_amount"): "80.00"
        default: "1250.00"
        }
    }

    static func decimal(_ name: String, _ use: DecimalUse) -> String {
        switch use {
        case .quantity: "10"
        case .minimumQuantity: "1"
        case .unitPrice: "12.50"
        case .percent:
            name.hasPrefix("discount") ? "0" : name.hasSuffix("probability") ? "60" : "23"
        }
    }

    /// What is yet to come lies at the end of the year, what has begun at its beginning.
    static func day(_ name: String) -> String {
        switch name {
        case "birth_on": "1984-04-25"
        case _ where name.hasSuffix("from"): "2026-01-01"
        case "ordered_on", "quoted_on": "2026-11-22"
        default: "2026-12-31"
        }
    }

    static func instant(_ name: String) -> String {
        switch name {
        case "starts_at": "2026-12-01T09:00:00.000Z"
        case "ends_at": "2026-12-01T10:00:00.000Z"
        case "due_at", "expires_at": "2026-12-31T18:00:00.000Z"
        default: "2026-11-22T10:15:30.250Z"
        }
    }

    static func label(_ name: String) -> String {
        switch name {
        case "actions": "read"
        case "scopes": "metrics"
        case "options": "north"
        default: "wholesale"
        }
    }
}
