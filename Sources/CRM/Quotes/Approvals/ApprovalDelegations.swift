import API
import Schema
import Store

/// Who decides in the place of its owner for some days.
package struct ApprovalDelegations: Resource {
    package static let name = "approval-delegations"
    package static let singular = "approval_delegation"
    package static let traits: ResourceTraits = .owned
    package static let table = TypedTable(Self())

    let delegate = Field.reference("delegate_id", to: Users.self)
        .about("Who decides in the place of owner_id.")
    let validFrom = Field.day("valid_from", .sortable)
    let validUntil = Field.day("valid_until", .sortable)
        .about("The last day, on the delegate's clock.")
    let reason = Field.text("reason", max: 500).optional

    package init() {}

    package static func willSave(
        _ delegation: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        var faults: [Fault] = []
        if delegation.isSound(\.validFrom, \.validUntil),
            delegation.validUntil < delegation.validFrom
        {
            faults.append(
                Fault(
                    pointer: "/valid_until", code: .outOfRange,
                    message: "valid_until must not be before valid_from."))
        }
        if delegation.ownerID == nil {
            faults.append(
                Fault(
                    pointer: "/owner_id", code: .required,
                    message: "owner_id is who delegates: this credential belongs to no user."))
        } else if delegation.ownerID == delegation.delegate.rawValue, delegation.isSound(\.delegate)
        {
            faults.append(
                Fault(
                    pointer: "/delegate_id", code: .conflict,
                    message: "Nobody delegates to themselves."))
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        let owners = [delegation.ownerID, before.map(\.ownerID) ?? delegation.ownerID]
        guard tx.access.isAdministrator || owners.allSatisfy({ $0 == tx.access.userID }) else {
            throw Problem(.forbidden, "Only an administrator delegates what others decide.")
        }
    }

    /// Active users who have delegated to one user on a day: bind the delegate and twice the day.
    static let delegators = """
        SELECT d.owner_id FROM approval_delegations d JOIN users g ON g.id = d.owner_id
        WHERE d.delegate_id = ? AND d.deleted_at IS NULL AND d.valid_from <= ? AND d.valid_until >= ?
            AND g.status = 'active' AND g.deleted_at IS NULL
        """
}
