import API
import JSON
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
        var basket = call.takeRecord(of: Quotes.self)
        if basket.currency == nil { basket.currency = call.tx.settings.currency }
        let tooFine = basket.row.amountFaults
        guard tooFine.isEmpty else { throw Problem.invalid(tooFine) }
        let country = try call.country ?? call.tx.country(of: call.party)
        let context = PricingContext(
            party: call.party, country: country, channel: call.channel,
            day: call.pricedOn ?? Ordering.today(call.tx))
        let isExplained = call.has("explain")
        let (faults, traces) = try Quotes.priced(
            &basket, before: nil, context, explains: isExplained, in: call.tx)
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        let steps = traces.reduce(0) { $0 + ($1?.steps.count ?? 0) }
        var json = JSONWriter(capacity: 4_096 + 1_280 * traces.count + steps)
        json.beginObject()
        json.key("party_id")
        if let party = call.party { json.string(party.rawValue.text) } else { json.null() }
        json.key("country")
        if let country { json.string(country) } else { json.null() }
        json.key("priced_on")
        json.string(context.day.text)
        let digits = basket.currency?.digits ?? 2
        basket.row.write(Self.documentFields, digits: digits, to: &json)
        json.key("lines")
        json.beginArray()
        for (index, line) in basket.lines.enumerated() {
            json.beginObject()
            line.row.write(Self.lineFields, digits: digits, to: &json)
            json.key("rules_not_applied")
            if isExplained { Self.explain(traces[index], to: &json) } else { json.null() }
            json.endObject()
        }
        json.endArray()
        json.key("taxes")
        json.beginArray()
        for tax in basket.taxes {
            json.beginObject()
            tax.row.write(Self.taxFields, digits: digits, to: &json)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return .value(.encoded(json.finish()))
    }

    private static func explain(_ trace: ResolvedPrice?, to json: inout JSONWriter) {
        json.beginArray()
        for (rule, why) in trace?.refusals ?? [] {
            json.beginObject()
            json.key("id")
            json.string(rule.id.text)
            json.key("name")
            json.string(rule.name)
            json.key("code")
            json.string(why.rawValue)
            json.key("reason")
            json.string(why.sentence)
            json.endObject()
        }
        json.endArray()
    }

    // MARK: The form of the answer

    private static let unshown: Set<String> = ["opportunity_id", "terms", "notes"]
    private static let documentFields = FieldSelection(
        shared(with: Quotes.table, DocumentFields()).filter { !unshown.contains($0.name) })
    private static let lineFields = FieldSelection(shared(with: QuoteLines.table, LineFields()))
    private static let taxFields = FieldSelection(shared(with: QuoteTaxes.table, TaxFields()))

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
        for field in documentFields.fields { members.append(member(field)) }
        var line: [(name: String, shape: Shape)] = lineFields.fields.map { member($0) }
        line.append(("rules_not_applied", .optional(.array(refusal))))
        let tax: [(name: String, shape: Shape)] = taxFields.fields.map { member($0) }
        members.append(("lines", .array(.object(line))))
        members.append(("taxes", .array(.object(tax))))
        return .object(members)
    }()

    private static let refusal: Shape = .object([
        ("id", .scalar(.id)), ("name", .scalar(.text(max: 200))),
        ("code", .scalar(.text(max: 40))), ("reason", .scalar(.text(max: 200))),
    ])
}
