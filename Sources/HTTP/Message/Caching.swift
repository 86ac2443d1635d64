/// What caches may do with an answer (RFC 9111 section 5.2.2).
package enum Caching: UInt8, Sendable {
    /// Nothing.
    case never
    /// Keep it for one person and ask before each use.
    case revalidated
    /// Keep it for everybody and ask before each use.
    case shared

    /// The value of `Cache-Control`.
    package var directive: StaticString {
        switch self {
        case .never: "no-store"
        case .revalidated: "private, no-cache"
        case .shared: "no-cache"
        }
    }
}

/// The request fields that an answer depends on (RFC 9110 section 12.5.5).
package struct Vary: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let authorization = Vary(rawValue: 1)
    package static let accept = Vary(rawValue: 2)
    static let acceptEncoding = Vary(rawValue: 4)
    static let origin = Vary(rawValue: 8)
    /// What the answers to callers depend on.
    package static let caller = Vary(rawValue: 1 | 2)

    /// The field's value; empty for the empty set.
    package var value: String {
        ["Authorization", "Accept", "Accept-Encoding", "Origin"].enumerated().filter {
            rawValue >> $0.offset & 1 == 1
        }.map(\.element).joined(separator: ", ")
    }
}
