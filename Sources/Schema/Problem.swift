/// What went wrong, for the caller: RFC 9457.
///
/// The only error that leaves a rule; everything else that is thrown is our fault and answers 500.
package struct Problem: Error, Sendable {
    package let code: ProblemCode
    /// One sentence about this occurrence.
    package var detail: String
    package var faults: [Fault] = []
    /// Members beyond those of RFC 9457, such as `from` and `allowed`.
    package var extras: [(name: String, value: Value)] = []
    /// The current version, for `stale_version`.
    package var version: Int64?
    package var retryAfterSeconds: Int?
    /// Further fields of the answer's head.
    package var headers: [(name: StaticString, value: String)] = []

    package init(
        _ code: ProblemCode, _ detail: String, faults: [Fault] = [],
        extras: [(name: String, value: Value)] = []
    ) {
        self.code = code
        self.detail = detail
        self.faults = faults
        self.extras = extras
    }

    /// Every invalid field at once.
    ///
    /// A request can have a hundred thousand; the first hundred are told.
    package static func invalid(_ faults: [Fault]) -> Problem {
        let count =
            faults.count == 1 ? "1 field is invalid." : "\(faults.count) fields are invalid."
        return Problem(.validationFailed, count, faults: Array(faults.prefix(100)))
    }

    /// One invalid field.
    package static func invalid(
        _ pointer: String, _ code: FaultCode, _ message: String
    ) -> Problem {
        invalid([Fault(pointer: pointer, code: code, message: message)])
    }

    package static func notFound(_ what: String) -> Problem {
        Problem(
            .notFound, "There is no such \(what.map { $0 == "_" ? " " : String($0) }.joined()).")
    }
}

/// One invalid member of a request.
package struct Fault: Sendable, Equatable {
    /// RFC 6901.
    package var pointer: String
    package var code: FaultCode
    package var message: String

    package init(pointer: String, code: FaultCode, message: String) {
        self.pointer = pointer
        self.code = code
        self.message = message
    }

    /// The same fault further down: `/quantity` under `/lines/0`.
    package func under(_ prefix: String) -> Fault {
        Fault(pointer: prefix + pointer, code: code, message: message)
    }

    /// The opposite of `under`; a fault elsewhere stays as it is.
    package func seen(from prefix: String) -> Fault {
        guard pointer == prefix || pointer.hasPrefix(prefix + "/") else { return self }
        return Fault(
            pointer: String(pointer.dropFirst(prefix.count)), code: code, message: message)
    }
}

/// Why one field is invalid; stable.
package enum FaultCode: String, Sendable, CaseIterable {
    case required
    case unknownField = "unknown_field"
    case readOnly = "read_only"
    case immutable
    case wrongType = "wrong_type"
    case tooLong = "too_long"
    case tooShort = "too_short"
    case tooMany = "too_many"
    case outOfRange = "out_of_range"
    case tooManyDecimals = "too_many_decimals"
    case notExact = "not_exact"
    case unknownValue = "unknown_value"
    case malformed
    case notFound = "not_found"
    case duplicate
    case conflict
    case noPrice = "no_price"
    case belowFloor = "below_floor"
    case discontinued
    case overlap
    case inThePast = "in_the_past"
}

/// Escapes one reference token of a JSON pointer, RFC 6901 section 3.
package func pointerToken(_ name: String) -> String {
    guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
        return name
    }
    var escaped = ""
    for character in name {
        switch character {
        case "~": escaped += "~0"
        case "/": escaped += "~1"
        default: escaped.append(character)
        }
    }
    return escaped
}
