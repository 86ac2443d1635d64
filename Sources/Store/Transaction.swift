/// One transaction: what a request does through it is committed as a whole, or not at all.
///
/// It is handed to a closure and ends with it; using it afterwards is a programmer's error and traps. It cannot be made
/// elsewhere, and it is not `Sendable`, so the compiler keeps it on its thread.
package final class Transaction {
    package let connection: Connection
    /// False on a loop's read connection.
    package let isWriting: Bool
    /// Milliseconds since 1970, the same for the whole transaction, so that rules and tests agree on the time.
    package let milliseconds: Int64
    /// On a loop's read connection, a number of commits that the snapshot is known to hold, as `Reader.commits` counts
    /// them.
    package let commits: Int?
    /// What the upper rooms attach: who asks, and what they have changed so far.
    package var context: AnyObject?
    /// The state of what the upper rooms keep in memory, once they have asked; forgotten when something is undone.
    package var generation: Int64?
    private var isOpen = true
    private var depth = 0
    /// What the writer does before the commit; see `beforeCommit`.
    private(set) var deferred: [(Transaction) throws -> Void] = []

    init(_ connection: Connection, isWriting: Bool, milliseconds: Int64, commits: Int? = nil) {
        self.connection = connection
        self.isWriting = isWriting
        self.milliseconds = milliseconds
        self.commits = commits
    }

    func close() { isOpen = false }

    /// Runs a statement and hands over each row.
    package func query(_ sql: SQL, _ cells: [Cell] = [], _ row: (Statement) throws -> Void) throws {
        precondition(isOpen, "the transaction has ended")
        try connection.use(sql) { statement in
            try statement.bind(cells)
            while try statement.step() { try row(statement) }
        }
    }

    /// As `query(_: SQL)`, for text put together from a request.
    package func query(
        text: String, _ cells: [Cell] = [], _ row: (Statement) throws -> Void
    ) throws {
        precondition(isOpen, "the transaction has ended")
        try connection.use(text: text) { statement in
            try statement.bind(cells)
            while try statement.step() { try row(statement) }
        }
    }

    /// The first row, decoded, or nil when there is none.
    package func first<R>(
        _ sql: SQL, _ cells: [Cell] = [], _ row: (Statement) throws -> R
    ) throws -> R? {
        precondition(isOpen, "the transaction has ended")
        return try connection.use(sql) { statement in
            try statement.bind(cells)
            return try statement.step() ? try row(statement) : nil
        }
    }

    package func first<R>(
        text: String, _ cells: [Cell] = [], _ row: (Statement) throws -> R
    ) throws -> R? {
        precondition(isOpen, "the transaction has ended")
        return try connection.use(text: text) { statement in
            try statement.bind(cells)
            return try statement.step() ? try row(statement) : nil
        }
    }

    /// Runs a statement that returns no rows; the result is the number of rows changed.
    @discardableResult
    package func execute(_ sql: SQL, _ cells: [Cell] = []) throws -> Int {
        try query(sql, cells) { _ in }
        return connection.changes
    }

    @discardableResult
    package func execute(text: String, _ cells: [Cell] = []) throws -> Int {
        try query(text: text, cells) { _ in }
        return connection.changes
    }

    /// Runs the body so that, when it throws, only what it did is undone.
    package func savepoint<R>(_ body: () throws -> R) throws -> R {
        precondition(isOpen && isWriting)
        let statements = SavepointStatements.at(depth)
        let kept = deferred
        depth += 1
        defer { depth -= 1 }
        try connection.step(statements.begin)
        do {
            let result = try body()
            try connection.step(statements.release)
            return result
        } catch {
            deferred = kept
            // A full or failed disk rolls the whole transaction back by itself; then there is no savepoint left.
            if connection.isInTransaction { try undo(statements) }
            throw error
        }
    }

    /// Whether what was done before a failure still stands: a full or failed disk undoes everything.
    package func survives(_ failure: StoreError) -> Bool {
        switch failure {
        case .full, .inputOutput, .damaged: false
        default: connection.isInTransaction
        }
    }

    /// What cannot be undone alone is undone with everything around it, so that no half of it is ever committed.
    private func undo(_ statements: SavepointStatements) throws {
        generation = nil
        do {
            try connection.step(statements.rollBack)
            try connection.step(statements.release)
        } catch {
            if connection.isInTransaction { try connection.run("ROLLBACK") }
            throw error
        }
    }

    /// Puts work off to the end of the batch: it runs in the same database transaction, once no savepoint is open.
    ///
    /// For full-text indexes: FTS5 writes its pending terms out whenever a savepoint begins or ends, so terms added
    /// inside the savepoints of 32 requests cost 32 times what they cost after them. Work of a request that fails is
    /// forgotten; work that throws fails the whole batch.
    package func beforeCommit(_ work: @escaping (Transaction) throws -> Void) {
        precondition(isOpen && isWriting)
        deferred.append(work)
    }

    /// Does now what was put off, for whoever looks at its effect inside the transaction.
    package func catchUp() throws {
        let due = deferred
        deferred = []
        for work in due { try work(self) }
    }
}

private struct SavepointStatements {
    let begin: SQL
    let release: SQL
    let rollBack: SQL

    private init(_ depth: Int) {
        begin = SQL("SAVEPOINT s\(depth)")
        release = SQL("RELEASE s\(depth)")
        rollBack = SQL("ROLLBACK TO s\(depth)")
    }

    /// A request, an operation of a batch, and what an operation tries.
    private static let first = (0..<4).map { SavepointStatements($0) }

    static func at(_ depth: Int) -> SavepointStatements {
        depth < first.count ? first[depth] : SavepointStatements(depth)
    }
}
