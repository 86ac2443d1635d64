import Schema

/// The templates that come with the program: one layout, in the words of each language.
enum ShippedTemplate {
    /// The template of a kind in a language, or in English where none is shipped.
    static func text(_ kind: DocumentKind, _ language: String) -> String {
        text(kind, words(language) ?? .english)
    }

    /// Nil where no words are shipped.
    static func words(_ language: String) -> DocumentWords? {
        switch language.split(separator: "-").first.map({ $0.lowercased() }) {
        case "en": .english
        case "es": .spanish
        default: nil
        }
    }

    private static func text(_ kind: DocumentKind, _ w: DocumentWords) -> String {
        [head(kind, w), lines(w), totals(w), foot(w)].joined(separator: "\n")
    }

    private static func head(_ kind: DocumentKind, _ w: DocumentWords) -> String {
        let title = kind == .quote ? w.quote : w.order
        let dates =
            kind == .quote
            ? "{{#document.valid_until}}<br/>\(w.validUntil): <b>{{document.valid_until}}</b>{{/document.valid_until}}"
            : "{{#document.requested_on}}<br/>\(w.requestedOn): {{document.requested_on}}{{/document.requested_on}}"
        return """
            <header>\(title) {{document.number}} · {{party.name}}</header>
            <div class="columns">
              <div>
                <h1>\(title)</h1>
                <p><b>{{document.number}}</b>{{#document.revision}} · \(w.revision) {{document.revision}}{{/document.revision}}\
            {{#document.is_draft}}<b>\(w.draft)</b>{{/document.is_draft}}\
            {{#document.is_cancelled}} · <b>\(w.cancelled)</b>{{/document.is_cancelled}}</p>
              </div>
              <div class="right">{{#sender}}<p>{{sender}}</p>{{/sender}}</div>
            </div>
            <div class="columns">
              <div>
                <p class="muted">\(w.recipient)</p>
                <p><b>{{party.name}}</b>{{#party.address}}<br/>{{party.address}}{{/party.address}}\
            {{#party.tax_identifier}}<br/>{{party.tax_identifier}}{{/party.tax_identifier}}\
            {{#party.contact}}<br/>\(w.attention) {{party.contact}}{{/party.contact}}</p>
              </div>
              <div class="right">
                <p>\(w.date): {{document.date}}\(dates)\
            {{#document.purchase_order_number}}<br/>\(w.purchaseOrder): {{document.purchase_order_number}}{{/document.purchase_order_number}}\
            <br/>\(w.currency): {{document.currency}}</p>
              </div>
            </div>
            """
    }

    private static func lines(_ w: DocumentWords) -> String {
        """
        <table>
          <thead><tr>
            <th width="5%">#</th><th>\(w.description)</th><th class="number" width="12%">\(w.quantity)</th>
            <th class="number" width="13%">\(w.unitPrice)\
        {{#document.prices_include_tax}}<br/><small>\(w.withTax)</small>{{/document.prices_include_tax}}</th>
            {{#document.has_discounts}}<th class="number" width="9%">\(w.shortDiscount)</th>{{/document.has_discounts}}
            <th class="number" width="8%">\(w.tax) %</th><th class="number" width="15%">\(w.amount)\
        {{#document.prices_include_tax}}<br/><small>\(w.withoutTax)</small>{{/document.prices_include_tax}}</th>
          </tr></thead>
          <tbody>{{#lines}}
            {{#is_item}}<tr>
              <td class="muted">{{position}}</td>
              <td>{{description}}{{#is_optional}} <i>(\(w.optional))</i>{{/is_optional}}\
        {{#cancelled_quantity}} <i>(\(w.cancelled): {{cancelled_quantity}})</i>{{/cancelled_quantity}}{{#sku}}<br/><small><span class="muted">{{sku}}</span></small>{{/sku}}\
        {{#is_recurring}}<br/><small>\(interval(w)){{#term}} × {{term}}{{/term}}{{^term}}, \(w.untilCancelled){{/term}}</small>{{/is_recurring}}</td>
              <td class="number">{{quantity}} {{uom}}</td><td class="number">{{unit_price}}</td>
              {{#document.has_discounts}}<td class="number">\
        {{#discount_percent}}{{discount_percent}} %{{/discount_percent}}{{discount_amount}}</td>{{/document.has_discounts}}
              <td class="number">{{tax_rate_percent}}</td><td class="number">{{net_amount}}</td>
            </tr>{{/is_item}}{{^is_item}}<tr>
              <td class="muted">{{position}}</td>
              <td colspan="4">{{#is_heading}}<b>{{description}}</b>{{/is_heading}}{{^is_heading}}{{description}}{{/is_heading}}</td>
              {{#document.has_discounts}}<td></td>{{/document.has_discounts}}<td></td>
            </tr>{{/is_item}}{{/lines}}
          </tbody>
        </table>
        """
    }

    private static func totals(_ w: DocumentWords) -> String {
        func row(_ words: String, _ name: String, isOptional: Bool = false) -> String {
            let row = """
                <tr><td width="75%" class="number">\(words)</td><td class="number">{{totals.\(name)}}</td></tr>
                """
            return isOptional ? "{{#totals.\(name)}}\(row){{/totals.\(name)}}" : row
        }
        return """
            <table>
              <tfoot>
                \(row(w.linesTotal, "lines_net_amount"))
                \(row(w.discount, "discount_amount", isOptional: true))
                \(row(w.freight, "freight_amount", isOptional: true))
                \(row(w.net, "net_amount"))
                {{#taxes}}<tr><td class="number">\(w.tax) {{rate_percent}} % · {{taxable_amount}}</td>\
            <td class="number">{{tax_amount}}</td></tr>{{/taxes}}
                <tr class="total"><td class="number">\(w.total) {{document.currency}}</td>\
            <td class="number">{{totals.gross_amount}}</td></tr>
                {{#recurring}}<tr><td class="number">\(w.ofWhich) \(interval(w)): {{net_amount}} + \(w.tax) {{tax_amount}}\
            {{#term_net_amount}} · \(w.wholeTerm) {{term_net_amount}}{{/term_net_amount}}</td>\
            <td class="number">{{gross_amount}}</td></tr>{{/recurring}}
              </tfoot>
            </table>
            """
    }

    /// How often a line or a total recurs.
    private static func interval(_ w: DocumentWords) -> String {
        Recurrence.allCases.map { interval in
            let name = "per_\(interval.rawValue)"
            return "{{#\(name)}}\(w.intervals[interval] ?? interval.rawValue){{/\(name)}}"
        }.joined()
    }

    /// Why there is no tax, which the law wants said.
    private static func taxNote(_ w: DocumentWords) -> String {
        func note(_ name: String, _ words: String) -> String {
            """
            {{#document.\(name)}}<p class="keep">\(words)\
            {{#document.seller_vat_id}}<br/>\(w.sellerVAT): {{document.seller_vat_id}}{{/document.seller_vat_id}}\
            {{#document.buyer_vat_id}}<br/>\(w.buyerVAT): {{document.buyer_vat_id}}{{/document.buyer_vat_id}}</p>{{/document.\(name)}}
            """
        }
        let law = "\(w.reverseCharge). <small>{{document.tax_exemption_code}}</small>"
        let certificate = "\(w.exempt): {{document.tax_exemption}}"
        return note("is_reverse_charge", law) + "\n" + note("is_exempt", certificate)
    }

    private static func foot(_ w: DocumentWords) -> String {
        """
        \(taxNote(w))
        {{#document.payment_terms_days}}<p>\(w.paymentTerms): {{document.payment_terms_days}} \(w.days)</p>{{/document.payment_terms_days}}
        {{#document.terms}}<h2>\(w.terms)</h2>
        <p>{{document.terms}}</p>{{/document.terms}}
        {{#document.accepted_on}}<p class="keep">\(w.accepted) {{document.accepted_on}}\
        {{#document.signed_by}} · {{document.signed_by}}{{/document.signed_by}}</p>{{/document.accepted_on}}
        <footer>{{#footer}}{{footer}} · {{/footer}}<pages>\(w.page)</pages></footer>
        """
    }
}
