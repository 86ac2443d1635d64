import Store

/// Which state of a resource is read: what was worked out from it holds as long as this stays.
///
/// Each change writes a new random number in its own transaction. A counter would not do: a change that is rolled back
/// gives its number to the next one, and what was worked out meanwhile would pass for what comes of that.
package struct Generations: Equatable, Sendable {
    private let numbers: [String: Int64]

    package func of(_ table: Table) -> Int64 { numbers[table.name] ?? 0 }

    fileprivate init(_ numbers: [String: Int64]) { self.numbers = numbers }
}

extension Transaction {
    /// A number that every change of any resource with the trait `cached` renews: while it stays, all generations do.
    package func newestGeneration() throws -> Int64 {
        if let generation { return generation }
        let found = try first(GenerationStatements.newest) { $0.integer(0) } ?? 0
        generation = found
        return found
    }

    /// The generations of all resources with the trait `cached`.
    package func generations() throws -> Generations {
        var numbers: [String: Int64] = [:]
        try query(GenerationStatements.read) { numbers[$0.text(0)] = $0.integer(1) }
        return Generations(numbers)
    }

    func renewGeneration(of table: Table) throws {
        // The random half of an id: RFC 9562 section 5.7.
        let number = Int64(bitPattern: newID().low)
        for name in [table.name, GenerationStatements.all] {
            try execute(GenerationStatements.renew, [.text(name), .integer(number)])
        }
        generation = nil
    }
}

private enum GenerationStatements {
    /// No resource is called this.
    static let all = "*"
    static let newest = SQL("SELECT number FROM generations WHERE resource = '*'")
    static let read = SQL("SELECT resource, number FROM generations")
    static let renew = SQL(
        """
        INSERT INTO generations (resource, number) VALUES (?, ?)
        ON CONFLICT (resource) DO UPDATE SET number = excluded.number
        """)
}

/// Live records of resources with the trait `cached` that a connection has seen lately.
///
/// Every line of a document names a product, and each reference is looked up; those that were there since the last
/// change of any such resource still are.
private final class KnownRecords {
    /// As much as 10,000 lines name; then it begins anew.
    private static let most = 20_000
    private var generation: Int64?
    private var keys: Set<Key> = []

    struct Key: Hashable {
        let table: ObjectIdentifier
        let id: RecordID
    }

    func holds(_ key: Key, _ now: Int64) -> Bool {
        if generation != now {
            generation = now
            keys.removeAll(keepingCapacity: true)
        }
        return keys.contains(key)
    }

    func note(_ key: Key) {
        if keys.count >= Self.most { keys.removeAll(keepingCapacity: true) }
        keys.insert(key)
    }
}

extension Transaction {
    /// Whether a live row has an id, asked of the database when that is not known since before.
    func exists(cached table: Table, _ id: RecordID) throws -> Bool {
        let known = connection.kept { KnownRecords() }
        let key = KnownRecords.Key(table: ObjectIdentifier(table), id: id)
        if known.holds(key, try newestGeneration()) { return true }
        guard try first(table.statements.exists, [id.cell], { _ in true }) ?? false else {
            return false
        }
        known.note(key)
        return true
    }
}
