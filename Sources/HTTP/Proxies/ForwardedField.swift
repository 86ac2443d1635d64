/// The field `Forwarded`, read strictly (RFC 7239 section 4).
enum ForwardedField {
    /// The hops in the order of the list; nil when the value breaks the grammar.
    static func hops(_ value: String) -> [Forwarding.Hop]? {
        Array(value.utf8).withUnsafeBufferPointer { bytes in
            var scanner = FieldScanner(bytes)
            var hops: [Forwarding.Hop] = []
            while true {
                scanner.skipSpace()
                guard let hop = element(&scanner) else { return nil }
                hops.append(hop)
                scanner.skipSpace()
                if scanner.isAtEnd { return hops }
                guard scanner.take(0x2C) else { return nil }
            }
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
