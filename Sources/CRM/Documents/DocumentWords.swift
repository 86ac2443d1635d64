/// What documents and the page behind a shared link say in a language.
struct DocumentWords: Sendable {
    var quote: String
    var order: String
    var draft: String
    /// Of an order, and of what is gone of a line.
    var cancelled: String
    var revision: String
    var recipient: String
    var attention: String
    var date: String
    var validUntil: String
    var requestedOn: String
    var purchaseOrder: String
    var currency: String
    var description: String
    var quantity: String
    var unitPrice: String
    /// Under the unit price, where prices contain the tax, and under the amount beside it.
    var withTax: String
    var withoutTax: String
    var discount: String
    /// Over a narrow column.
    var shortDiscount: String
    var tax: String
    var amount: String
    /// Of a line that the totals leave out.
    var optional: String
    var linesTotal: String
    var freight: String
    var net: String
    var total: String
    var paymentTerms: String
    var days: String
    var terms: String
    var accepted: String
    /// How often something falls due.
    var intervals: [Recurrence: String]
    var untilCancelled: String
    /// Of the total.
    var ofWhich: String
    /// What recurs, over all of its term, without tax.
    var wholeTerm: String
    var reverseCharge: String
    var exempt: String
    var sellerVAT: String
    var buyerVAT: String
    /// `[page]` and `[pages]` stand for the numbers.
    var page: String

    static let english = DocumentWords(
        quote: "Quote", order: "Order confirmation", draft: "Draft",
        cancelled: "Cancelled", revision: "Revision", recipient: "For",
        attention: "Attn.", date: "Date", validUntil: "Valid until",
        requestedOn: "Requested for", purchaseOrder: "Your order", currency: "Currency",
        description: "Description", quantity: "Quantity", unitPrice: "Unit price",
        withTax: "incl. tax", withoutTax: "excl. tax",
        discount: "Discount", shortDiscount: "Disc.", tax: "Tax", amount: "Amount",
        optional: "optional, not in the total",
        linesTotal: "Sum of lines",
        freight: "Freight", net: "Net amount", total: "Total", paymentTerms: "Payable within",
        days: "days", terms: "Terms", accepted: "Accepted on",
        intervals: [
            .day: "per day", .week: "per week", .month: "per month", .quarter: "per quarter",
            .year: "per year",
        ],
        untilCancelled: "until cancelled", ofWhich: "of which", wholeTerm: "net over the term",
        reverseCharge:
            "Reverse charge (Directive 2006/112/EC, articles 138 and 196): the recipient is liable for the tax",
        exempt: "Exempt from tax", sellerVAT: "Our VAT number", buyerVAT: "Your VAT number",
        page: "Page [page] of [pages]")

    static let spanish = DocumentWords(
        quote: "Presupuesto", order: "Confirmación de pedido", draft: "Borrador",
        cancelled: "Anulado", revision: "Revisión", recipient: "Para",
        attention: "A la atención de", date: "Fecha",
        validUntil: "Válido hasta", requestedOn: "Solicitado para", purchaseOrder: "Su pedido",
        currency: "Moneda", description: "Descripción", quantity: "Cantidad",
        unitPrice: "Precio", withTax: "IVA incl.", withoutTax: "sin IVA", discount: "Descuento",
        shortDiscount: "Dto.", tax: "IVA",
        amount: "Importe", optional: "opcional, no incluido en el total",
        linesTotal: "Suma de líneas", freight: "Portes", net: "Base imponible", total: "Total",
        paymentTerms: "Plazo de pago", days: "días", terms: "Condiciones",
        accepted: "Aceptado el",
        intervals: [
            .day: "al día", .week: "a la semana", .month: "al mes", .quarter: "al trimestre",
            .year: "al año",
        ],
        untilCancelled: "hasta su cancelación", ofWhich: "del cual",
        wholeTerm: "base en todo el plazo",
        reverseCharge:
            "Inversión del sujeto pasivo (Directiva 2006/112/CE, artículos 138 y 196): el destinatario es el deudor del impuesto",
        exempt: "Operación exenta de impuesto", sellerVAT: "Nuestro NIF-IVA",
        buyerVAT: "Su NIF-IVA", page: "Página [page] de [pages]")
}
