import JSON
import Schema
import Store

/// Records of one resource under the address of another.
extension Executor {
    func nestedList(_ call: Call, _ nesting: Nesting, _ tx: Transaction) throws -> Answer {
        let parent = try row(call, nesting.parent, try call.recordID(), right: "read", tx)
        var query = try ListParameters.read(call, nesting.child, now: tx.now)
        query.predicate = .and([.compare(nesting.field, .eq, [parent.id.cell]), query.predicate])
        return .list(query)
    }

    func nestedCreate(_ call: Call, _ nesting: Nesting, _ tx: Transaction) throws -> Answer {
        let parent = try row(call, nesting.parent, try call.recordID(), right: "read", tx)
        try Preconditions.checkNew(call)
        let made = try insert(try call.input(for: nesting.child), nesting.child, tx) {
            $0[nesting.field] = parent.id.cell
        }
        guard made[nesting.field] == parent.id.cell else {
            throw Problem.invalid(
                "/" + nesting.field.name, .conflict,
                "\(nesting.field.name) is what the address says.")
        }
        return .created(made)
    }
}
