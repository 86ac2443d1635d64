import Glibc
import HTTP

/// Where requests that users of the API cause may go: to public addresses, and to those that the administrator lists.
package struct OutgoingAddresses: Sendable {
    private struct Exception: Sendable {
        let block: AddressBlock
        /// Nil for all.
        let port: Int?
    }

    private let exceptions: [Exception]

    /// Reads blocks with or without a port: `10.0.0.0/8`, `127.0.0.1:9100`, `[fd00::/8]:8443`; nil when one of them is none.
    package init?(_ names: [String]) {
        var exceptions: [Exception] = []
        for name in names {
            guard let exception = Self.exception(name) else { return nil }
            exceptions.append(exception)
        }
        self.exceptions = exceptions
    }

    private static func exception(_ name: String) -> Exception? {
        var block = name[...]
        var port: Int?
        if name.hasPrefix("[") {
            guard let end = name.lastIndex(of: "]") else { return nil }
            block = name[name.index(after: name.startIndex)..<end]
            let rest = name[name.index(after: end)...]
            guard rest.isEmpty || rest.first == ":" else { return nil }
            if !rest.isEmpty {
                port = Self.port(rest.dropFirst())
                if port == nil { return nil }
            }
        } else if name.count(where: { $0 == ":" }) == 1, let colon = name.firstIndex(of: ":") {
            block = name[..<colon]
            port = Self.port(name[name.index(after: colon)...])
            if port == nil { return nil }
        }
        return AddressBlock(String(block)).map { Exception(block: $0, port: port) }
    }

    private static func port(_ text: Substring) -> Int? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(text),
            port > 0
        else { return nil }
        return Int(port)
    }

    /// Whether anything but public addresses is listed; only there is http without TLS spoken.
    package var hasExceptions: Bool { !exceptions.isEmpty }

    func lists(_ address: IPAddress, port: Int) -> Bool {
        exceptions.contains {
            $0.block.contains(address) && ($0.port == nil || $0.port == port)
        }
    }

    /// Whether a connection to an address may be made.
    func permits(_ socket: UnsafePointer<sockaddr>, isPlain: Bool) -> Bool {
        guard let target = IPAddress.target(of: socket) else { return false }
        if lists(target.address, port: target.port) { return true }
        // What is version 4 inside version 6 is somebody's trick, whoever it belongs to.
        return !isPlain && !target.isMapped && target.address.isPublic
    }

    /// Why a URL can never be sent to, as far as its text says: the end of a sentence; nil when it may.
    ///
    /// What a name means is known, and checked, only when a connection is made.
    package func refusal(of url: String) -> String? {
        guard let mark = url.firstRange(of: "://") else { return "must be an absolute URL" }
        let isPlain = url[..<mark.lowerBound].lowercased() == "http"
        if isPlain, exceptions.isEmpty { return "must begin with https://" }
        let rest = url[mark.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        let isBracketed = authority.hasPrefix("[")
        let host =
            isBracketed
            ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
        guard let address = IPAddress(String(host)) else { return nil }
        let tail = authority.dropFirst(host.count + (isBracketed ? 2 : 0))
        let port = Int(tail.dropFirst()) ?? (isPlain ? 80 : 443)
        if lists(address, port: port) { return nil }
        if address.isPublic, !isPlain, !(isBracketed && address.isVersion4) { return nil }
        return "names an address that requests must not go to"
    }
}
