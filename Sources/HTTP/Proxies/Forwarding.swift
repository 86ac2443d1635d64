// Who is behind a proxy.
//
// Every proxy adds what it saw at the end of a list: `Forwarded` (RFC 7239) or the older
// `X-Forwarded-For`. Only the last entry is the word of the peer itself; the one before it is as
// good as the hop that the last entry names, and so on. The list is therefore read from its end, for
// as long as the hops are trusted: the first one that is not is the client. What stands before it
// is the client's own invention, and is not even looked at: a client that sends nonsense must not be
// able to hide behind the proxy.
//
// A proxy that fills one of the two fields usually hands on the other as the client wrote it, and
// nothing shows which one is whose. When both are there neither is believed.

/// What trusted proxies say about the client of a request.
enum Forwarding: Equatable {
    case nothing
    /// The numeric address, and whether the client's own connection was secure, if that was said.
    case client(String, isSecure: Bool?)
    /// What the peer itself says is broken or contradicts itself: nothing of it is believed.
    case unusable

    /// One entry of the list.
    struct Hop: Equatable {
        /// Nil when the proxy hides or does not know it.
        var address: IPAddress?
        var isSecure: Bool?
    }

    /// An entry as it was found.
    enum Entry {
        case hop(Hop)
        case broken
        /// There is none.
        case end
    }

    /// Reads the fields of a request whose peer is trusted.
    init(_ head: RequestHead, _ proxies: TrustedProxies) {
        let standard = head.joined("forwarded")
        let addresses = head.joined("x-forwarded-for")
        let schemes = head.joined("x-forwarded-proto")
        switch (standard, addresses) {
        case (nil, nil) where schemes == nil: self = .nothing
        case (let standard?, nil) where schemes == nil:
            var list = ForwardedField(standard)
            self = .follow(head.remoteAddress, proxies) { list.takeLast() }
        case (nil, _):
            var list = ForwardedFor(addresses, schemes)
            self = .follow(head.remoteAddress, proxies) { list.takeLast() }
        default: self = .unusable
        }
    }

    /// Goes from the last entry to the client, or to who says something broken.
    private static func follow(
        _ peer: String, _ proxies: TrustedProxies, _ takeLast: () -> Entry
    ) -> Forwarding {
        guard case .hop(let last) = takeLast() else { return .unusable }
        var address = peer
        var isSecure: Bool?
        var entry = Entry.hop(last)
        while case .hop(let hop) = entry {
            isSecure = hop.isSecure ?? isSecure
            guard let next = hop.address else { break }
            address = next.text
            guard proxies.trusts(next) else { break }
            entry = takeLast()
        }
        return .client(address, isSecure: isSecure)
    }
}

/// `X-Forwarded-For` with `X-Forwarded-Proto`, which no standard rules.
struct ForwardedFor {
    private var addresses: [String]
    private var schemes: [String]
    /// The one scheme that is said for all.
    private let common: String?
    private var hasTaken = false

    /// Schemes stand at the place of their addresses, counted from the end, or there is one for all.
    init(_ addresses: String?, _ schemes: String?) {
        self.addresses = Self.elements(addresses)
        self.schemes = Self.elements(schemes)
        common = self.schemes.count == 1 ? self.schemes[0] : nil
    }

    /// The last entry that was not taken.
    mutating func takeLast() -> Forwarding.Entry {
        let text = addresses.popLast()
        let scheme = schemes.popLast() ?? common
        // A scheme without any address is the word of the peer about who spoke to it.
        guard text != nil || scheme != nil && !hasTaken else { return .end }
        hasTaken = true
        var hop = Forwarding.Hop()
        if let text {
            guard let address = Self.address(text) else { return .broken }
            hop.address = address
        }
        if let scheme {
            guard let isSecure = Self.isSecure(scheme) else { return .broken }
            hop.isSecure = isSecure
        }
        return .hop(hop)
    }

    /// Nil for what is no scheme that is served.
    static func isSecure(_ scheme: String) -> Bool? {
        switch scheme.lowercased() {
        case "https": true
        case "http": false
        default: nil
        }
    }

    /// An address, with or without a port, which puts version 6 into brackets.
    static func address(_ entry: String) -> IPAddress? {
        if entry.hasPrefix("[") {
            guard let end = entry.firstIndex(of: "]") else { return nil }
            let rest = entry[entry.index(after: end)...]
            guard rest.isEmpty || isPort(rest.dropFirst()) && rest.hasPrefix(":") else {
                return nil
            }
            let inside = String(entry[..<end].dropFirst())
            return inside.contains(":") ? IPAddress(inside) : nil
        }
        let parts = entry.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return IPAddress(entry) }
        return isPort(parts[1]) ? IPAddress(String(parts[0])) : nil
    }

    private static func isPort(_ text: Substring) -> Bool {
        (1...5).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// The elements of a list; empty ones count for nothing (RFC 9110 section 5.6.1.2).
    private static func elements(_ list: String?) -> [String] {
        guard let list else { return [] }
        return list.split(separator: ",").compactMap { element in
            let start = element.drop { $0 == " " || $0 == "\t" }
            let count = start.reversed().drop { $0 == " " || $0 == "\t" }.count
            return count == 0 ? nil : String(start.prefix(count))
        }
    }
}
