import Store

// What has been released never changes: a database is told from its copy of these texts which steps it has seen. A
// declaration that changes comes with a new step at the end. `trato schema` prints what the declarations ask for now,
// and a test compares that with what all steps together make.

extension Trato {
    /// The steps that bring an empty file to the schema of this binary, oldest first.
    package static let migrations: [Migration] = [
        Migration(version: 1, name: "initial", sql: Migration1.sql),
        Migration(version: 2, name: "order documents and house credit", sql: Migration5.sql),
    ]
}

/// The schema of 0.1.0, area by area in files of their own.
enum Migration1 {
    static let sql = [
        system, access, parties, sales, activities, catalog, quotes, orders, support,
    ].joined(separator: "\n")
}
