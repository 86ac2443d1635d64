/// A filter of a list that no comparison of a field says, taken as `?name=true`.
package struct NamedFilter: Sendable {
    /// One line for `openapi.yaml`.
    package let about: String
    /// The condition on the table under the alias `t`, for a caller at an instant.
    let clause: @Sendable (Access, Instant) -> Clause

    package init(
        _ about: String, _ clause: @escaping @Sendable (Access, Instant) -> Clause
    ) {
        self.about = about
        self.clause = clause
    }

    /// For a caller, now.
    package func predicate(_ access: Access, now: Instant) -> Predicate {
        .named(clause(access, now))
    }
}
