import CRM
import Schema
import Testing
import TratoTesting

/// What the table of baskets is priced from: the same as stands at the head of `Tests/Baskets/work-out.py`.
struct BasketCatalog {
    let shop: Shop
    private(set) var products: [String: String] = [:]
    private(set) var parties: [String: String] = [:]
    private(set) var books: [String: String] = [:]

    init() throws {
        shop = try Shop()
        for (country, category, rate) in [("DE", "standard", "19"), ("DE", "reduced", "7")] {
            try shop.make(
                "tax-rates",
                [
                    "name": "VAT", "country": .string(country), "tax_category": .string(category),
                    "rate_percent": .string(rate),
                ])
        }
        for name in ["wine", "chair", "nail", "lamp", "desk"] {
            products[name] = try shop.product(name)
        }
        products["bread"] = try shop.product("bread", ["tax_category": "reduced"])
        let bread = [("bread", "0", "2"), ("bread", "10", "1.80"), ("bread", "100", "1.5")]
        try book(
            "EUR", "list",
            bread + [
                ("wine", "0", "12.345678"), ("chair", "0", "99.99"), ("nail", "0", "0.004"),
                ("lamp", "0", "40"), ("desk", "1", "250"),
            ], ["is_default": true])
        try book(
            "EUR", "parts", bread + [("lamp", "0", "40"), ("lamp", "5", "37.5")],
            ["tier_mode": "graduated"])
        try book(
            "JPY", "list",
            [
                ("bread", "0", "320"), ("bread", "10", "299.5"), ("wine", "0", "1980"),
                ("chair", "0", "15800"),
            ],
            ["is_default": true])
        try book(
            "KWD", "list",
            [("bread", "0", "0.6125"), ("wine", "0", "3.7505"), ("chair", "0", "30.333")],
            ["is_default": true])
        try addCustomers()
        try addRules()
    }

    private mutating func book(
        _ currency: String, _ name: String, _ entries: [(String, String, String)],
        _ members: JSONValue
    ) throws {
        let named = entries.map { (products[$0.0] ?? "", $0.1, $0.2) }
        let id = try shop.book(named, members.merging(["currency": .string(currency)]))
        books[name] = books[name] ?? id
    }

    private mutating func addCustomers() throws {
        let guild = try shop.id(shop.make("party-groups", ["name": "Guild"]))
        for name in ["baker", "mason"] {
            parties[name] = try shop.id(
                shop.make(
                    "parties",
                    [
                        "kind": "organization", "display_name": .string(name), "country": "DE",
                        "group_id": .string(guild),
                    ]))
        }
        parties["guild"] = guild
        let contracts: [(holder: JSONValue, product: String, from: String, price: String)] = [
            (["party_id": .string(parties["baker"] ?? "")], "bread", "0", "1.75"),
            (["party_id": .string(parties["baker"] ?? "")], "bread", "50", "1.45"),
            (["group_id": .string(guild)], "wine", "0", "11.5"),
        ]
        for contract in contracts {
            try shop.make(
                "contract-prices",
                contract.holder.merging([
                    "product_id": .string(products[contract.product] ?? ""),
                    "min_quantity": .string(contract.from), "unit_price": .string(contract.price),
                ]))
        }
    }

    private func addRules() throws {
        func rule(_ name: String, _ members: JSONValue) throws -> String {
            let body: JSONValue = ["name": .string(name)]
            return try shop.id(shop.make("pricing-rules", body.merging(members)))
        }
        func product(_ name: String) -> JSONValue { .string(products[name] ?? "") }
        _ = try rule(
            "ten",
            [
                "priority": 90, "action": "percent_off", "value": "10",
                "product_id": product("lamp"),
                "min_quantity": "2",
            ])
        _ = try rule(
            "guild",
            [
                "priority": 80, "is_stackable": true, "action": "percent_off", "value": "5",
                "product_id": product("chair"), "group_id": .string(parties["guild"] ?? ""),
            ])
        _ = try rule(
            "chairs",
            [
                "priority": 70, "is_stackable": true, "action": "amount_off", "value": "4.99",
                "currency": "EUR", "product_id": product("chair"), "min_quantity": "3",
            ])
        _ = try rule(
            "spring",
            [
                "priority": 60, "action": "fixed_price", "value": "199", "currency": "EUR",
                "product_id": product("desk"), "campaign": "spring",
            ])
        let coupon = try rule(
            "code",
            [
                "priority": 50, "is_stackable": true, "requires_coupon": true,
                "action": "percent_off", "value": "3",
            ])
        try shop.make("coupons", ["code": "SAVE", "pricing_rule_id": .string(coupon)])
    }

    // MARK: Reading the table

    /// The request that a basket's lines of text describe.
    func request(_ head: [Substring], _ lines: [[Substring]]) throws -> JSONValue {
        var body: JSONValue = [
            "currency": .string(String(head[0])), "rounding_mode": .string(String(head[1])),
            "tax_rounding": .string(String(head[2])), "country": "DE",
        ]
        for word in head.dropFirst(3) {
            let parts = word.split(separator: "=").map(String.init)
            switch parts[0] {
            case "with_tax": body = body.merging(["prices_include_tax": true])
            case "party": body = body.merging(["party_id": .string(parties[parts[1]] ?? "")])
            case "book": body = body.merging(["price_book_id": .string(books[parts[1]] ?? "")])
            case "coupon": body = body.merging(["coupon_codes": [.string(parts[1])]])
            case "freight": body = body.merging(["freight_amount": .string(parts[1])])
            case "freight_tax": body = body.merging(["freight_tax_rate_percent": .string(parts[1])])
            case "off": body = body.merging(Self.discount(parts[1]))
            default: body = body.merging([parts[0]: .string(parts[1])])
            }
        }
        return body.merging(["lines": .array(lines.map(line))])
    }

    private static func discount(_ text: String) -> JSONValue {
        text.hasSuffix("%")
            ? ["discount_percent": .string(String(text.dropLast()))]
            : ["discount_amount": .string(text)]
    }

    private func line(_ words: [Substring]) -> JSONValue {
        var body: JSONValue = ["quantity": .string(String(words[2]))]
        if let product = products[String(words[1])] {
            body = body.merging(["product_id": .string(product)])
        } else {
            body = body.merging(["description": .string(String(words[1]))])
        }
        for word in words.dropFirst(3) {
            let parts = word.split(separator: "=").map(String.init)
            switch parts[0] {
            case "optional": body = body.merging(["is_optional": true])
            case "price": body = body.merging(["unit_price": .string(parts[1])])
            case "tax": body = body.merging(["tax_rate_percent": .string(parts[1])])
            case "off": body = body.merging(Self.discount(parts[1]))
            default:
                let term = parts[1].split(separator: "*").map(String.init)
                body = body.merging(["recurrence_interval": .string(term[0])])
                if term.count > 1 { body = body.merging(["recurrence_count": .number(term[1])]) }
            }
        }
        return body
    }
}
