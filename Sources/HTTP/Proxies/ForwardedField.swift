/// The field `Forwarded`, read strictly and from its end (RFC 7239 section 4).
struct ForwardedField {
    private var rest: ArraySlice<UInt8>

    init(_ value: String) {
        rest = Array(value.utf8)[...]
    }

    /// The last entry that was not taken: the shortest end behind a comma that is one.
    ///
    /// A comma may stand in a quoted string, and what stands before may have quotes that are never closed. Empty entries
    /// count for nothing.
    mutating func takeLast() -> Forwarding.Entry {
        while let last = rest.last, last == 0x20 || last == 0x09 || last == 0x2C {
            rest.removeLast()
        }
        guard !rest.isEmpty else { return .end }
        for start in rest.indices.reversed()
        where start == rest.startIndex || rest[start - 1] == 0x2C {
            guard let hop = Self.hop(rest[start...]) else { continue }
            rest = rest[..<start]
            return .hop(hop)
        }
        return .broken
    }

    private static func hop(_ bytes: ArraySlice<UInt8>) -> Forwarding.Hop? {
        bytes.withUnsafeBufferPointer { bytes in
            var scanner = FieldScanner(bytes)
            scanner.skipSpace()
            guard let hop = element(&scanner) else { return nil }
            scanner.skipSpace()
            return scanner.isAtEnd ? hop : nil
        }
    }

    /// `[ forwarded-pair ] *( ";" [ forwarded-pair ] )`, each parameter at most once.
    private static func element(_ scanner: inout FieldScanner) -> Forwarding.Hop? {
        var hop = Forwarding.Hop()
        var names: Set<String> = []
        repeat {
            guard let name = scanner.token() else { continue }
            guard scanner.take(0x3D), let value = self.value(&scanner),
                names.insert(lower(name)).inserted
            else { return nil }
            switch lower(name) {
            case "for": guard note(value, in: &hop) else { return nil }
            case "proto":
                guard let isSecure = ForwardedFor.isSecure(value) else { return nil }
                hop.isSecure = isSecure
            default: break
            }
        } while scanner.take(0x3B)
        return names.isEmpty ? nil : hop
    }

    private static func value(_ scanner: inout FieldScanner) -> String? {
        if let token = scanner.token() { return String(decoding: token, as: UTF8.self) }
        return scanner.quotedString().map { String(decoding: $0, as: UTF8.self) }
    }

    private static func lower(_ name: UnsafeBufferPointer<UInt8>) -> String {
        String(decoding: name.map(FieldBytes.lower), as: UTF8.self)
    }

    /// `nodename [ ":" node-port ]` (section 6): an address, `unknown`, or a name of the proxy's own
    /// that begins with "_"; false when it is none of them.
    private static func note(_ node: String, in hop: inout Forwarding.Hop) -> Bool {
        let name = node.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)[0]
        if name.lowercased() == "unknown" || isHidden(name) { return true }
        // Version 6 stands in brackets always.
        guard node.hasPrefix("[") || node.count(where: { $0 == ":" }) <= 1 else { return false }
        hop.address = ForwardedFor.address(withoutHiddenPort(node))
        return hop.address != nil
    }

    /// A port may be a name as well, which nobody needs.
    private static func withoutHiddenPort(_ text: String) -> String {
        guard let colon = text.lastIndex(of: ":"), isHidden(text[text.index(after: colon)...])
        else { return text }
        return String(text[..<colon])
    }

    private static func isHidden(_ text: Substring) -> Bool {
        text.utf8.count > 1 && text.hasPrefix("_")
            && text.utf8.dropFirst().allSatisfy {
                ByteSet.unreserved.contains($0) && $0 != 0x7E
            }
    }
}
