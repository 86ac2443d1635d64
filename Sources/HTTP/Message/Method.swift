/// The request methods that Trato serves (RFC 9110 section 9, RFC 5789).
package enum Method: UInt8, Sendable, CaseIterable {
    case get, head, post, put, patch, delete, options

    /// The method's token, in capitals as on the wire.
    package var name: String {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        }
    }

    /// Whether it asks for nothing to be changed (RFC 9110 section 9.2.1).
    package var isSafe: Bool { self == .get || self == .head || self == .options }

    /// The method a token names, or nil; tokens are case-sensitive.
    package init?(name: some StringProtocol) {
        guard let found = Method.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }

    /// A comma-separated list for an `Allow` field (RFC 9110 section 10.2.1).
    package static func list(_ methods: [Method]) -> String {
        methods.map(\.name).joined(separator: ", ")
    }

    /// The method named by `count` bytes, compared as one integer.
    init?(_ bytes: UnsafePointer<UInt8>, count: Int) {
        guard count >= 3, count <= 7 else { return nil }
        var word: UInt64 = 0
        for index in 0..<count { word = word << 8 | UInt64(bytes[index]) }
        switch word {
        case 0x47_4554: self = .get
        case 0x4845_4144: self = .head
        case 0x504F_5354: self = .post
        case 0x50_5554: self = .put
        case 0x50_4154_4348: self = .patch
        case 0x4445_4C45_5445: self = .delete
        case 0x4F_5054_494F_4E53: self = .options
        default: return nil
        }
    }
}
