import Schema
import Store

extension Orders {
    /// What is wrong with the people that an order names; computes the commission.
    static func termsFaults(
        _ order: inout Record<Orders>, _ before: Record<Orders>?, on day: Day, in tx: Transaction
    ) throws -> [Fault] {
        var faults: [Fault] = []
        func check(
            _ party: ID<Parties>?, _ known: ID<Parties>?, _ role: PartyRoles.Role, _ field: String
        ) throws {
            guard let party, party != known, try !tx.has(party, role: role, on: day) else { return }
            faults.append(
                Fault(
                    pointer: "/" + field, code: .conflict,
                    message: "The party has not the role \(role.rawValue) on \(day.text)."))
        }
        try check(order.agent, before?.agent, .agent, "agent_id")
        try check(order.beneficiary, before?.beneficiary, .beneficiary, "beneficiary_id")
        try check(order.guarantor, before?.guarantor, .guarantor, "guarantor_id")
        if order.isSound {
            if (order.guarantor == nil) != (order.guaranteedAmount == nil) {
                faults.append(
                    Fault(
                        pointer: "/guaranteed_amount", code: .conflict,
                        message: "guarantor_id and guaranteed_amount go together."))
            }
            if order.commissionPercent != nil, order.agent == nil {
                faults.append(
                    Fault(
                        pointer: "/commission_percent", code: .conflict,
                        message: "A commission needs an agent_id."))
            }
        }
        faults += guarantorFaults(order)
        guard faults.isEmpty else { return faults }
        try checkGuarantee(order, before, in: tx)
        order.commissionAmount = try commission(of: order)
        return []
    }

    private static func guarantorFaults(_ order: Record<Orders>) -> [Fault] {
        guard let guarantor = order.guarantor, order.isSound(\.party, \.agreed.guarantor),
            guarantor == order.party || guarantor == order.invoiceParty
        else { return [] }
        return [
            Fault(
                pointer: "/guarantor_id", code: .conflict,
                message: "Nobody is a guarantor of their own debts.")
        ]
    }

    /// What a guarantor answers for passes credit, so whoever says it has the right to let orders pass.
    ///
    /// A guarantee may always be lowered; for another customer, or in another currency, it is another one.
    private static func checkGuarantee(
        _ order: Record<Orders>, _ before: Record<Orders>?, in tx: Transaction
    ) throws {
        guard order.isSound, let amount = order.guaranteedAmount, amount > .zero else { return }
        let isCovered =
            order.guarantor == before?.guarantor && order.currency == before?.currency
            && order.party == before?.party && order.invoiceParty == before?.invoiceParty
            && amount <= before?.guaranteedAmount ?? .zero
        guard !isCovered else { return }
        try tx.requireRight("release_credit", on: Orders.table)
    }

    /// What the agent gets: a percentage of the net amount.
    static func commission(of order: Record<Orders>) throws -> Money {
        guard let percent = order.commissionPercent, let currency = order.currency else {
            return .zero
        }
        return try order.netAmount.percent(percent, currency: currency, rounding: order.rounding)
    }
}

extension Transaction {
    /// Whether a party has a role on a day, in whatever scope.
    func has(_ party: ID<Parties>, role: PartyRoles.Role, on day: Day) throws -> Bool {
        try first(
            RoleStatements.active, [party.cell, role.cell, day.cell, day.cell]
        ) { _ in true } ?? false
    }
}

private enum RoleStatements {
    static let active = SQL(
        """
        SELECT 1 FROM party_roles WHERE parent_id = ? AND role = ?
            AND (valid_from IS NULL OR valid_from <= ?)
            AND (valid_until IS NULL OR valid_until >= ?)
        """)
}
