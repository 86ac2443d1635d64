import Schema
import Store

/// Runs calls inside a transaction: the same code for a loop's reads, the writer's writes, and batches.
struct Executor {
    let application: Application

    func run(_ call: Call, _ tx: Transaction) throws -> Answer {
        switch call.endpoint.operation {
        case .list(let table): .list(try ListParameters.read(call, table, now: tx.now))
        case .search(let table): .list(try SearchBody.read(call, table, now: tx.now))
        case .create(let table): try create(call, table, tx)
        case .read(let table): .record(table, try call.recordID())
        case .update(let table): try update(call, table, tx)
        case .delete(let table): try delete(call, table, tx)
        case .restore(let table): try restore(call, table, tx)
        case .readExternal(let table): try readExternal(call, table, tx)
        case .putExternal(let table): try putExternal(call, table, tx)
        case .deleteExternal(let table): try deleteExternal(call, table, tx)
        case .listRows(let table, let collection):
            Answer(content: .rows(table, collection, parent: try call.recordID()), status: 200)
        case .readRow(let table, let collection):
            Answer(
                content: .row(
                    table, collection, parent: try call.recordID(), try call.recordID(1)),
                status: 200)
        case .createRow(let table, let collection): try createRow(call, table, collection, tx)
        case .updateRow(let table, let collection): try updateRow(call, table, collection, tx)
        case .deleteRow(let table, let collection): try deleteRow(call, table, collection, tx)
        case .nestedList(let nesting): try nestedList(call, nesting, tx)
        case .nestedCreate(let nesting): try nestedCreate(call, nesting, tx)
        case .transition(let table, let verb): try transition(call, table, verb, tx)
        case .action(let action): try act(call, action, tx)
        case .openSession: try openSession(call, tx)
        case .grantToken: try grantToken(call, tx)
        case .system(let what): try answer(call, what, tx)
        case .importFile: try createImport(call, tx)
        case .batch, .download: preconditionFailure("\(call.endpoint.path) is run by the pipeline")
        }
    }
}
