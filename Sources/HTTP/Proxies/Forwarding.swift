// Who is behind a proxy.
//
// Every proxy adds what it saw at the end of a list: `Forwarded` (RFC 7239) or the older
// `X-Forwarded-For`. Only the last entry is the word of the peer itself; the one before it is as
// good as the hop that the last entry names, and so on. The list is therefore read from its end, for
// as long as the hops are trusted: the first one that is not is the client. What stands before it
// is the client's own invention.
//
// A proxy that fills one of the two fields usually hands on the other as the client wrote it, and
// nothing shows which one is whose. When both are there neither is believed.

/// What trusted proxies say about the client of a request.
enum Forwarding: Equatable {
    case nothing
    /// The numeric address, and whether the client's own connection was secure, if that was said.
    case client(String, isSecure: Bool?)
    /// The fields are broken or contradict each other: nothing of them is believed.
    case unusable

    /// One entry of the list.
    struct Hop: Equatable {
        /// Nil when the proxy hides or does not know it.
        var address: IPAddress?
        var isSecure: Bool?
    }

    /// Reads the fields of a request whose peer is trusted.
    init(_ head: RequestHead, _ proxies: TrustedProxies) {
        let standard = head.joined("forwarded")
        let addresses = head.joined("x-forwarded-for")
        let schemes = head.joined("x-forwarded-proto")
        let hops: [Hop]?
        switch (standard, addresses) {
        case (nil, nil) where schemes == nil:
            self = .nothing
            return
        case (let standard?, nil) where schemes == nil: hops = ForwardedField.hops(standard)
        case (nil, _): hops = ForwardedFor.hops(addresses, schemes)
        default: hops = nil
        }
        guard let hops else {
            self = .unusable
            return
        }
        self = .follow(hops, head.remoteAddress, proxies)
    }

    private static func follow(
        _ hops: [Hop], _ peer: String, _ proxies: TrustedProxies
    ) -> Forwarding {
        var address = peer
        var isSecure: Bool?
        for hop in hops.reversed() {
            isSecure = hop.isSecure ?? isSecure
            guard let next = hop.address else { break }
            address = next.text
            guard proxies.trusts(next) else { break }
        }
        return .client(address, isSecure: isSecure)
    }
}

/// `X-Forwarded-For` with `X-Forwarded-Proto`, which no standard rules.
enum ForwardedFor {
    /// The hops in the order of the list; nil when something is no address or scheme.
    ///
    /// Schemes are one for each address, or a single one.
    static func hops(_ addresses: String?, _ schemes: String?) -> [Forwarding.Hop]? {
        var hops: [Forwarding.Hop] = []
        for entry in elements(addresses) {
            guard let address = address(entry) else { return nil }
            hops.append(Forwarding.Hop(address: address))
        }
        let secure = elements(schemes).map(isSecure)
        guard !secure.contains(nil) else { return nil }
        if hops.isEmpty { hops = [Forwarding.Hop()] }
        guard secure.count <= 1 || secure.count == hops.count else { return nil }
        for index in hops.indices where !secure.isEmpty {
            hops[index].isSecure = secure.count == 1 ? secure[0] : secure[index]
        }
        return hops
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

    private static func elements(_ list: String?) -> [String] {
        guard let list else { return [] }
        return list.split(separator: ",", omittingEmptySubsequences: false).map { element in
            let start = element.drop { $0 == " " || $0 == "\t" }
            let count = start.reversed().drop { $0 == " " || $0 == "\t" }.count
            return String(start.prefix(count))
        }
    }
}
