import Schema
import Store

/// Why a document is taxed as it is.
package enum TaxTreatment: String, Word {
    /// The party has a certificate: category E of EN 16931.
    case exempt
    /// A business of another member state accounts for the tax: category AE.
    case reverseCharge = "reverse_charge"
    /// By the rates of the country that the goods go to: categories S and Z.
    case standard

    /// The code of EN 16931 BT-121 (VATEX list) where the reason has one; what a certificate says has none.
    var exemptionCode: String? {
        switch self {
        case .reverseCharge: "VATEX-EU-AE"
        case .exempt, .standard: nil
        }
    }
}

/// What is decided about a document's tax before any rate is looked up.
struct TaxDecision {
    var treatment = TaxTreatment.standard
    var reason: String?
    var sellerVAT: String?
    var buyerVAT: String?
    /// Categories that a certificate frees; nil in it means every category.
    var exemptions: [HeldExemption] = []

    /// Whether a category is not taxed.
    func frees(_ category: String) -> Bool {
        switch treatment {
        case .standard: false
        case .reverseCharge: true
        case .exempt:
            exemptions.contains {
                $0.category.map { $0.lowercased() == category.lowercased() } ?? true
            }
        }
    }

    /// Decides by the installation's and the party's identifiers, and by certificates.
    ///
    /// Reverse charge (Directive 2006/112/EC, articles 138 and 196) needs a valid VAT identifier of each side, of two
    /// member states; the goods must not stay in the seller's.
    static func make(
        party: RecordID?, country: String?, on day: Day, _ catalog: PriceCatalog, in tx: Transaction
    ) throws -> TaxDecision {
        var decision = TaxDecision()
        let seller = tx.settings.vatID.flatMap { VATNumber($0) }
        decision.sellerVAT = seller?.text
        guard let party else { return decision }
        if try catalog.hasExemptions(tx) {
            decision.exemptions = try HeldExemption.all(
                of: party, country: country, on: day, in: tx)
            if let first = decision.exemptions.first {
                decision.treatment = .exempt
                decision.reason = first.certificate
            }
        }
        guard let seller else { return decision }
        try tx.query(identifiers, [party.cell]) { row in
            if decision.buyerVAT == nil { decision.buyerVAT = VATNumber(row.text(0))?.text }
        }
        guard decision.treatment == .standard, let text = decision.buyerVAT,
            let buyer = VATNumber(text), buyer.country != seller.country,
            country != seller.country
        else { return decision }
        decision.treatment = .reverseCharge
        decision.reason = "Reverse charge: Directive 2006/112/EC, articles 138 and 196"
        return decision
    }

    private static let identifiers = SQL(
        """
        SELECT value FROM party_identifiers WHERE parent_id = ? AND lower(scheme) = 'vat'
        ORDER BY position
        """)
}
