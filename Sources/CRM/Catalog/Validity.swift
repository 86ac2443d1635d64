import Schema

/// A span of days, both ends included; nil is open.
struct Validity {
    let from: Day?
    let until: Day?

    func contains(_ day: Day) -> Bool { (from ?? .first) <= day && day <= (until ?? .last) }

    /// Throws `out_of_range` when it ends before it begins.
    func check() throws {
        guard (from ?? .first) > (until ?? .last) else { return }
        throw Problem.invalid(
            "/valid_until", .outOfRange, "valid_until must not be before valid_from.")
    }
}
