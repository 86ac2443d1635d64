import Schema

/// A span of days, both ends included; nil is open.
struct Validity {
    let from: Day?
    let until: Day?

    var isBounded: Bool { from != nil || until != nil }

    func contains(_ day: Day) -> Bool { (from ?? .first) <= day && day <= (until ?? .last) }

    /// What is wrong with one that ends before it begins.
    var faults: [Fault] {
        guard (from ?? .first) > (until ?? .last) else { return [] }
        return [
            Fault(
                pointer: "/valid_until", code: .outOfRange,
                message: "valid_until must not be before valid_from.")
        ]
    }
}
