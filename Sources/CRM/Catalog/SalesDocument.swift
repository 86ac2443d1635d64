import Schema
import Store

// Quotes and orders are priced by the same rules. What those rules need of a document is declared
// once, in `DocumentFields`, `LineFields` and `TaxFields`, and stands in each resource as one
// property; a generic function reads and fills both kinds by the names of those fields.

/// A document with priced lines.
protocol SalesDocument: Resource {
    associatedtype Line: SalesLine
    associatedtype Tax: SalesTax

    var document: DocumentFields { get }
    /// The same of the table, kept: on the way through the table each field that is looked at costs 200 instructions.
    static var documentFields: DocumentFields { get }
    var lines: Owned<Line> { get }
    var taxes: Owned<Tax> { get }

    /// Who it is for; nil while nobody has said.
    static func party(of document: Record<Self>) -> ID<Parties>?
}

/// One line of a document.
protocol SalesLine: Resource {
    var line: LineFields { get }
    /// The same of the table, kept.
    static var lineFields: LineFields { get }
}

/// The tax of one category and rate of a document.
protocol SalesTax: Resource {
    var tax: TaxFields { get }
}

extension SalesDocument {
    /// The party of the opportunity that the document names.
    static func partyOfOpportunity(
        _ document: Record<Self>, in tx: Transaction
    ) throws -> ID<Parties>? {
        guard let opportunity = document.opportunity else { return nil }
        return try tx.first(DocumentStatements.party, [opportunity.cell]) { row in
            row.isNull(0) ? nil : ID(RecordID(row.uuid(0)))
        } ?? nil
    }

    /// Whether anything was changed beside what rules write by themselves and what may always change.
    static func isRewritten(_ document: Record<Self>, since before: Record<Self>) -> Bool {
        document.row.isDeleted != before.row.isDeleted
            || document.row.children != before.row.children
            || table.fields.contains { field in
                field.isWritable && !field.traits.contains(.alwaysEditable)
                    && document.row[field] != before.row[field]
            }
    }

    /// An opportunity belongs to the party that the document is for.
    static func opportunityFaults(
        _ document: Record<Self>, _ before: Record<Self>?, in tx: Transaction
    ) throws -> [Fault] {
        let party = party(of: document)
        guard
            document.opportunity != before?.opportunity || party != before.flatMap(Self.party(of:)),
            let owner = try partyOfOpportunity(document, in: tx), owner != party
        else { return [] }
        return [
            Fault(
                pointer: "/opportunity_id", code: .conflict,
                message: "The opportunity belongs to another party.")
        ]
    }
}

extension Transaction {
    /// The country that a party is in, as far as it is known.
    func country(of party: ID<Parties>?) throws -> String? {
        guard let party else { return nil }
        return try first(DocumentStatements.country, [party.cell]) {
            $0.isNull(0) ? nil : $0.text(0)
        }
            ?? nil
    }
}

private enum DocumentStatements {
    static let party = SQL("SELECT party_id FROM opportunities WHERE id = ?")
    static let country = SQL("SELECT country FROM parties WHERE id = ?")
}

extension Record {
    /// A new record of another resource with all that this one says in fields of the same names.
    ///
    /// Ids, external ids and what rules alone write stay behind, unless it is `carried`; custom
    /// fields go along only within one resource.
    func copied<Other: Resource>(as _: Other.Type) -> Record<Other> {
        Record<Other>(row.copied(as: Other.table))
    }
}

extension Row {
    fileprivate func copied(as other: Table) -> Row {
        var copy = other.blank()
        for field in other.fields where field.isWritable || field.traits.contains(.carried) {
            switch field.kind {
            case .id, .externalIDs: continue
            case .custom where other !== table: continue
            default: break
            }
            if let source = table.field(field.name) { copy[field] = self[source] }
        }
        for collection in other.owned where collection.isWritable {
            guard let source = table.collection(collection.name) else { continue }
            copy.children[collection.ordinal] = children[source.ordinal].map {
                $0.copied(as: collection.table)
            }
        }
        return copy
    }
}
