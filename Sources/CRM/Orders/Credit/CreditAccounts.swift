import API
import Schema
import Store

/// How far a customer, or a group of customers, may buy on account.
package struct CreditAccounts: Resource {
    package static let name = "credit-accounts"
    package static let singular = "credit_account"
    package static let sightThrough: String? = "party_id"
    package static let table = TypedTable(Self())

    let name = Field.text("name", max: 200, [.title, .sortable]).optional
    let party = Field.reference("party_id", to: Parties.self, .unique)
        .about("Who answers for the debts of all members.")
    let status = Field.status("status", Status.self, .indexed)
    let currency = Field.currency("currency", .createOnly).optional.filled()
        .about("Documents in another currency are never covered.")
    let limitAmount = Field.money("limit_amount", .sortable)
    let validUntil = Field.day("valid_until").optional.about("The last day; for ever when null.")
    let policy = Field.choice("policy", Policy.self).default(.block)
        .about("What happens to an order beyond the limit: block, hold, or warn.")
    let termsDays = Field.integer("terms_days", 0...3_650).default(0)
        .about("When invoices without payment terms are due.")
    let overdueDays = Field.integer("overdue_days_block", 0...3_650).optional
        .about("An invoice overdue for longer stops orders; null looks at none.")
    let lateDays = Field.integer("late_days_block", 0...3_650).optional
        .about(
            "Orders are stopped when the invoices of the last year were paid so many days late on "
                + "average; null does not look.")
    let riskClass = Field.text("risk_class", max: 40, .indexed).optional
    let notes = Field.longText("notes").optional
    let members = Owned("members", CreditMembers.self, max: 200)
    let guarantees = Owned("guarantees", CreditGuarantees.self, max: 50)

    package init() {}

    package enum Policy: String, Word { case block, hold, warn }

    package enum Status: String, State {
        case active, suspended

        package static let initial = active

        package var event: String { self == .active ? "reactivated" : rawValue }

        package var verbs: [String: Status] {
            switch self {
            case .active: ["suspend": .suspended]
            case .suspended: ["reactivate": .active]
            }
        }
    }

    package static func willSave(
        _ account: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        if account.currency == nil { account.currency = tx.settings.currency }
        var faults: [Fault] = []
        if account.isSound(\.party, \.members) {
            faults += try memberFaults(account, before, in: tx)
        }
        if account.isSound(\.guarantees) {
            for (index, guarantee) in account.guarantees.enumerated() {
                let id = guarantee.row.cells[CommonFields.id]
                let known = before?.guarantees.first { $0.row.cells[CommonFields.id] == id }
                faults += try guaranteeFaults(guarantee, known, account, in: tx).map {
                    $0.under("/guarantees/\(index)")
                }
            }
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }

    package static func didSave(
        _ account: Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        try HouseCredit.reconsider(account.id, in: tx)
    }

    package static func willDelete(_ account: Record<Self>, in tx: Transaction) throws {
        let standing = try HouseCredit.standing(of: account.id, on: Ordering.today(tx), in: tx)
        let owed = try standing.exposure.openInvoices.plus(standing.exposure.openOrders)
        guard owed <= .zero else {
            throw Problem(
                .inUse, "Orders or invoices are open on the account; suspend it instead.")
        }
    }

    /// A party is in one account at most, as its holder or as a member.
    private static func memberFaults(
        _ account: Record<Self>, _ before: Record<Self>?, in tx: Transaction
    ) throws -> [Fault] {
        var faults: [Fault] = []
        func check(_ other: RecordID?, _ pointer: String) {
            guard let other, other != account.id.rawValue else { return }
            faults.append(
                Fault(
                    pointer: pointer, code: .conflict,
                    message: "The party has another credit account."))
        }
        // While it was deleted, others may have taken in its parties.
        let before = before?.row.isDeleted == true ? nil : before
        let known = Set(before?.members.map(\.party) ?? [])
        // Two accounts of one holder are told apart by the field's own index.
        if account.party != before?.party {
            check(try HouseCredit.membership(of: account.party, in: tx), "/party_id")
        }
        var seen: Set<ID<Parties>> = [account.party]
        for (index, member) in account.members.enumerated() {
            if !seen.insert(member.party).inserted {
                faults.append(
                    Fault(
                        pointer: "/members/\(index)/party_id", code: .duplicate,
                        message: "The party is in the account already."))
            } else if !known.contains(member.party) {
                check(
                    try HouseCredit.accountID(of: member.party, in: tx),
                    "/members/\(index)/party_id")
            }
        }
        return faults
    }

    private static func guaranteeFaults(
        _ guarantee: Record<CreditGuarantees>, _ known: Record<CreditGuarantees>?,
        _ account: Record<Self>, in tx: Transaction
    ) throws -> [Fault] {
        var faults = Validity(from: guarantee.validFrom, until: guarantee.validUntil).faults
        guard guarantee.party != known?.party else { return faults }
        if guarantee.party == account.party {
            faults.append(
                Fault(
                    pointer: "/party_id", code: .conflict,
                    message: "Nobody is a guarantor of their own debts."))
        } else if try !tx.has(guarantee.party, role: .guarantor, on: Ordering.today(tx)) {
            faults.append(
                Fault(
                    pointer: "/party_id", code: .conflict,
                    message: "The party has not the role guarantor."))
        }
        return faults
    }
}

/// A party that shares the limit of an account: a subsidiary, a household.
package struct CreditMembers: Resource {
    package static let name = "credit-members"
    package static let singular = "credit_member"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    // No index tells two accounts of a member apart: one would count those of deleted accounts too.
    let party = Field.reference("party_id", to: Parties.self)

    package init() {}
}

/// What somebody else answers for, on top of the limit.
package struct CreditGuarantees: Resource {
    package static let name = "credit-guarantees"
    package static let singular = "credit_guarantee"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let party = Field.reference("party_id", to: Parties.self).about("Has the role guarantor.")
    let guaranteedAmount = Field.money("guaranteed_amount")
    let validFrom = Field.day("valid_from").optional
    let validUntil = Field.day("valid_until").optional

    package init() {}
}
