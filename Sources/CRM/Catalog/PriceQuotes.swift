import API
import Schema
import Store

/// Prices a basket as a quote or an order would be, and stores nothing.
struct QuotePrices: Action {
    static let route = Route(
        .post, "/v1/price-quotes", "Price a basket without storing anything",
        on: PriceBooks.table, right: "read", returns: shape, isReading: true, flags: ["explain"])

    let party = Field.reference("party_id", to: Parties.self).optional
        .about("Whose prices, groups, contracts and certificates count; nobody's when left out.")
    let country = Field.country("country").optional
        .about("Where the goods go; the party's when it is left out.")
    let channel = Field.choice("channel", Orders.Channel.self).default(.api)
    let pricedOn = Field.day("priced_on").optional
        .about("Today where the caller is, when it is left out.")
    let document = DocumentFields()
    let lines = Owned("lines", QuoteLines.self)

    func run(_ call: ActionCall<Self>) throws -> Answer {
        var basket = call.record(of: Quotes.self)
        if basket.currency == nil { basket.currency = call.tx.settings.currency }
        guard basket.row.amountFaults.isEmpty else {
            throw Problem.invalid(basket.row.amountFaults)
        }
        let country = try call.country ?? call.tx.country(of: call.party)
        let context = PricingContext(
            party: call.party, country: country, channel: call.channel,
            day: call.pricedOn ?? Ordering.today(call.tx))
        let (faults, traces) = try Quotes.priced(
            &basket, before: nil, context, explains: call.has("explain"), in: call.tx)
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        let digits = basket.currency?.digits ?? 2
        let lines = basket.lines.enumerated().map { index, line in
            line.row.object(
                Self.lineFields, digits: digits,
                before: [Self.explanation(traces[index], call.has("explain"))])
        }
        let taxes = basket.taxes.map { $0.row.object(Self.taxFields, digits: digits) }
        return .value(
            basket.row.object(
                Self.documentFields, digits: digits,
                after: [
                    ("party_id", call.party.map { .id($0.rawValue) } ?? .null),
                    ("country", country.map { .text($0) } ?? .null),
                    ("priced_on", .day(context.day)),
                ], before: [("lines", .array(lines)), ("taxes", .array(taxes))]))
    }

    private static func explanation(
        _ trace: ResolvedPrice?, _ isAsked: Bool
    ) -> (String, Value) {
        guard isAsked else { return ("rules_not_applied", .null) }
        let refusals = (trace?.refusals ?? []).map { rule, why in
            Value.object([
                ("id", .id(rule.id)), ("name", .text(rule.name)), ("code", .text(why.rawValue)),
                ("reason", .text(why.sentence)),
            ])
        }
        return ("rules_not_applied", .array(refusals))
    }

    // MARK: The form of the answer

    private static let unshown: Set<String> = ["opportunity_id", "terms", "notes"]
    private static let documentFields = shared(with: Quotes.table, DocumentFields())
        .filter { !unshown.contains($0.name) }
    private static let lineFields = shared(with: QuoteLines.table, LineFields())
    private static let taxFields = shared(with: QuoteTaxes.table, TaxFields())

    /// A table's own fields of the names that a group declares.
    private static func shared(with table: Table, _ group: any FieldGroup) -> [FieldSpec] {
        Table(form: group, name: table.name).fields.compactMap { table.field($0.name) }
    }

    private static func member(_ field: FieldSpec) -> (name: String, shape: Shape) {
        (field.name, field.isOptional ? .optional(.scalar(field.kind)) : .scalar(field.kind))
    }

    private static let shape: Shape = {
        var members: [(name: String, shape: Shape)] = [
            ("party_id", .optional(.scalar(.id))), ("country", .optional(.scalar(.country))),
            ("priced_on", .scalar(.day)),
        ]
        for field in documentFields { members.append(member(field)) }
        var line: [(name: String, shape: Shape)] = lineFields.map { member($0) }
        line.append(("rules_not_applied", .optional(.array(refusal))))
        let tax: [(name: String, shape: Shape)] = taxFields.map { member($0) }
        members.append(("lines", .array(.object(line))))
        members.append(("taxes", .array(.object(tax))))
        return .object(members)
    }()

    private static let refusal: Shape = .object([
        ("id", .scalar(.id)), ("name", .scalar(.text(max: 200))),
        ("code", .scalar(.text(max: 40))), ("reason", .scalar(.text(max: 200))),
    ])
}
