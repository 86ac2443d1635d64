import Store

// What has been released never changes: a database is told from its copy of these texts which steps it has seen. A
// declaration that changes comes with a new step at the end. `trato schema` prints what the declarations ask for now,
// and a test compares that with what all steps together make.

extension Trato {
    /// The steps that bring an empty file to the schema of this binary, oldest first.
    package static let migrations: [Migration] = [
        Migration(version: 1, name: "initial", sql: Migration1.sql),
        Migration(version: 2, name: "pricing", sql: Migration2.sql),
        Migration(version: 3, name: "webhooks", sql: Migration3.sql),
        Migration(version: 4, name: "quotes", sql: Migration4.sql),
        Migration(version: 5, name: "order documents and house credit", sql: Migration5.sql),
        Migration(version: 6, name: "other systems", sql: Migration6.sql),
        Migration(
            version: 7, name: "words of titles", sql: Migration7.sql,
            functions: Migration7.functions),
        Migration(version: 8, name: "price approval", sql: Migration8.sql),
        Migration(version: 9, name: "deletions of unknown keys", sql: Migration9.sql),
        Migration(version: 10, name: "stock and credit", sql: Migration10.sql),
        Migration(version: 11, name: "debts", sql: Migration11.sql),
        Migration(version: 12, name: "invoiced freight", sql: Migration12.sql),
    ]
}

/// The schema of 0.1.0, area by area in files of their own.
enum Migration1 {
    static let sql = [
        system, access, parties, sales, activities, catalog, quotes, orders, support,
    ].joined(separator: "\n")
}

/// Approvals of quotes, their documents, and links to them.
enum Migration4 {
    static let sql = [approvals, documents].joined(separator: "\n")
}
