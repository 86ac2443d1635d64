/// The entity tags that a conditional request names (RFC 9110 sections 8.8.3, 13.1.1 and 13.1.2).
package enum EntityTags: Sendable, Equatable {
    /// `*`: whatever there is.
    case any
    case list([EntityTag])

    /// Reads the joined value of `If-Match` or `If-None-Match`; nil when it breaks the grammar,
    /// such as `*` among others, or a tag without quotes.
    package init?(_ value: String) {
        var tags: [EntityTag] = []
        var isAny = false
        let isWhole = Array(value.utf8).withUnsafeBufferPointer { bytes in
            var scanner = FieldScanner(bytes)
            while true {
                scanner.skipSpace()
                if scanner.isAtEnd { return true }
                // Empty elements are allowed (section 5.6.1.2).
                if scanner.take(0x2C) { continue }
                if scanner.take(0x2A) {
                    guard tags.isEmpty, !isAny else { return false }
                    isAny = true
                } else {
                    guard !isAny, let tag = EntityTag(&scanner) else { return false }
                    tags.append(tag)
                }
                scanner.skipSpace()
                guard scanner.isAtEnd || scanner.take(0x2C) else { return false }
            }
        }
        guard isWhole else { return nil }
        self = isAny ? .any : .list(tags)
    }
}

/// One entity tag of a condition.
package struct EntityTag: Sendable, Equatable {
    package let isWeak: Bool
    /// What stands between the quotes.
    package let opaque: String

    /// What a tag gets added when the content goes out as gzip, which makes it another
    /// representation (RFC 9110 section 8.8.3.3).
    package static let gzipSuffix: StaticString = "-gzip"

    package init(_ opaque: String, isWeak: Bool = false) {
        self.opaque = opaque
        self.isWeak = isWeak
    }

    /// `[ "W/" ] DQUOTE *etagc DQUOTE`, where no escapes are known.
    fileprivate init?(_ scanner: inout FieldScanner) {
        isWeak = scanner.take(0x57)
        guard !isWeak || scanner.take(0x2F), scanner.take(0x22) else { return nil }
        let content = scanner.take { $0 == 0x21 || $0 >= 0x23 && $0 != 0x7F }
        guard scanner.take(0x22) else { return nil }
        opaque = content.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Whether it stands for a tag of ours, plain or as gzip: both are the same state.
    package func names(_ tag: String) -> Bool {
        opaque == tag || (opaque.hasPrefix(tag) && opaque == tag + "\(Self.gzipSuffix)")
    }
}
