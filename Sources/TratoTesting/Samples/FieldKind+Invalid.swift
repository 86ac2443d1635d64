import Schema

/// A value that a field must refuse.
package struct BadValue: Sendable {
    package let value: JSONValue
    /// The fault that must be reported.
    package let code: FaultCode
    /// Where inside the value the fault lies, as a JSON pointer relative to it.
    package let pointer: String

    init(_ value: JSONValue, _ code: FaultCode, at pointer: String = "") {
        self.value = value
        self.code = code
        self.pointer = pointer
    }
}

extension FieldSpec {
    /// Values that a request must not get into this field.
    package var badValues: [BadValue] {
        if case .custom = kind { return kind.badValues }
        let required = isOptional ? [] : [BadValue(nil, .required)]
        return required + kind.badValues + (isOptional ? [] : kind.badWhenRequired)
    }
}

extension FieldKind {
    fileprivate var badWhenRequired: [BadValue] {
        switch self {
        case .text, .longText: [BadValue("", .tooShort), BadValue(" \u{A0} ", .tooShort)]
        default: []
        }
    }

    fileprivate var badValues: [BadValue] {
        switch self {
        case .id, .actor: [BadValue(5, .wrongType), BadValue("nobody", .malformed)]
        case .reference:
            [
                BadValue(5, .wrongType), BadValue("nobody", .malformed),
                BadValue(.string(Fresh.id()), .notFound),
            ]
        case .text(let max):
            [
                BadValue(5, .wrongType), BadValue(["x"], .wrongType),
                BadValue(.string(String(repeating: "é", count: max + 1)), .tooLong),
                BadValue("two\nlines", .malformed), BadValue("nul \u{0}", .malformed),
                BadValue("next\u{85}line", .malformed), BadValue("two\u{2028}lines", .malformed),
            ]
        case .longText(let max):
            [
                BadValue(false, .wrongType),
                BadValue(.string(String(repeating: "x", count: max + 1)), .tooLong),
                BadValue("bell \u{7}", .malformed), BadValue("next\u{85}line", .malformed),
            ]
        case .choice: [BadValue(5, .wrongType), BadValue("no such word", .unknownValue)]
        case .status: []
        case .boolean: [BadValue("true", .wrongType), BadValue(1, .wrongType)]
        case .integer(let min, let max):
            [BadValue("1", .wrongType), BadValue(.number("1.5"), .notExact)]
                + (min == .min ? [] : [BadValue(.number("\(min - 1)"), .outOfRange)])
                + (max == .max ? [] : [BadValue(.number("\(max + 1)"), .outOfRange)])
        case .money:
            Self.badNumbers + [
                BadValue("1.00001", .tooManyDecimals), BadValue("-0.01", .outOfRange),
                BadValue("9000000000001", .outOfRange), BadValue(.number("0.00001"), .notExact),
            ]
        case .decimal(let use):
            Self.badNumbers + [
                BadValue("1.0000001", .tooManyDecimals), BadValue("-1", .outOfRange),
                BadValue(.number("1e-9"), .notExact),
                BadValue(use == .percent ? "100.000001" : "1000000000.5", .outOfRange),
            ] + (use == .quantity ? [BadValue("0", .outOfRange)] : [])
        case .currency: [BadValue(5, .wrongType), BadValue("EURO", .unknownValue)]
        case .country: [BadValue(5, .wrongType), BadValue("XX", .unknownValue)]
        case .language: [BadValue(5, .wrongType), BadValue("not a tag", .malformed)]
        case .timeZone: [BadValue(5, .wrongType), BadValue("Mars/Olympus", .unknownValue)]
        case .email: [BadValue(5, .wrongType), BadValue("nobody at home", .malformed)]
        case .phone: [BadValue(5, .wrongType), BadValue("call me", .malformed)]
        case .url: [BadValue(5, .wrongType), BadValue("ftp://example.com", .malformed)]
        case .day:
            [
                BadValue(5, .wrongType), BadValue("22.11.2026", .malformed),
                BadValue("2026-02-29", .malformed),
            ]
        case .instant:
            [
                BadValue(5, .wrongType), BadValue("2026-11-22", .malformed),
                BadValue("2026-11-22T10:15:30", .malformed),
            ]
        case .link: Self.badLinks
        case .labels(let max):
            [
                BadValue("red", .wrongType), BadValue([5], .wrongType, at: "/0"),
                BadValue(["ok", ""], .malformed, at: "/1"), BadValue([" "], .malformed, at: "/0"),
                BadValue(["a\u{7F}b"], .malformed, at: "/0"),
                BadValue(.array((0...max).map { .string("\($0)") }), .tooMany),
            ]
        case .externalIDs: Self.badExternalIDs
        case .custom:
            [
                BadValue(5, .wrongType),
                BadValue(["nothing": 1], .unknownField, at: "/nothing"),
            ]
        case .object: [BadValue(5, .wrongType), BadValue([], .wrongType)]
        case .objects: [BadValue(5, .wrongType), BadValue([:], .wrongType)]
        case .password: [BadValue(5, .wrongType), BadValue("short", .tooShort)]
        }
    }

    private static let badNumbers = [
        BadValue(true, .wrongType), BadValue("twelve", .malformed), BadValue("1,50", .malformed),
    ]

    private static var badLinks: [BadValue] {
        [
            BadValue("parties", .wrongType),
            BadValue(["resource": "parties"], .required, at: "/id"),
            BadValue(["id": .string(Fresh.id())], .required, at: "/resource"),
            BadValue(
                ["resource": "nothings", "id": .string(Fresh.id())], .unknownValue, at: "/resource"),
            BadValue(["resource": "parties", "id": .string(Fresh.id())], .notFound, at: "/id"),
            BadValue(
                ["resource": "parties", "id": .string(Fresh.id()), "x": 1], .unknownField, at: "/x"),
        ]
    }

    private static let badExternalIDs = [
        BadValue("erp", .wrongType),
        BadValue([["system": "erp"]], .malformed, at: "/0/id"),
        BadValue([["system": "", "id": "1"]], .malformed, at: "/0/system"),
        BadValue([["system": "erp", "id": "1", "x": 1]], .unknownField, at: "/0/x"),
        BadValue(
            [["system": "erp", "id": "1"], ["system": "erp", "id": "1"]], .duplicate, at: "/1"),
    ]
}
