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
    /// The generations of all resources with the trait `cached`.
    package func generations() throws -> Generations {
        var numbers: [String: Int64] = [:]
        try query(GenerationStatements.read) { numbers[$0.text(0)] = $0.integer(1) }
        return Generations(numbers)
    }

    func renewGeneration(of table: Table) throws {
        // The random half of an id: RFC 9562 section 5.7.
        let number = Int64(bitPattern: newID().low)
        try execute(GenerationStatements.renew, [.text(table.name), .integer(number)])
    }
}

private enum GenerationStatements {
    static let read = SQL("SELECT resource, number FROM generations")
    static let renew = SQL(
        """
        INSERT INTO generations (resource, number) VALUES (?, ?)
        ON CONFLICT (resource) DO UPDATE SET number = excluded.number
        """)
}
