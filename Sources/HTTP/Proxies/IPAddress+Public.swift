import Glibc

extension IPAddress {
    /// Whether the address is one that anybody on the internet can mean, by the registries of IANA:
    /// <https://www.iana.org/assignments/iana-ipv4-special-registry> and that of IPv6.
    ///
    /// What embeds an address of version 4 is as public as that is (RFC 6052), or not at all.
    package var isPublic: Bool {
        if isVersion4 { return !Self.reserved4.contains { $0.contains(self) } }
        if Self.translated.contains(self) {
            return IPAddress(version4: UInt32(truncatingIfNeeded: low)).isPublic
        }
        return Self.global6.contains(self) && !Self.reserved6.contains { $0.contains(self) }
    }

    private static let reserved4 = blocks([
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    ])
    /// All that has been given to networks (RFC 4291 section 2.4).
    private static let global6 = block("2000::/3")
    private static let reserved6 = blocks([
        // Protocols, Teredo, benchmarks; documentation; 6to4; documentation (RFC 9637).
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    ])
    /// Version 4 behind a translator (RFC 6052).
    private static let translated = block("64:ff9b::/96")

    private static func blocks(_ names: [String]) -> [AddressBlock] { names.map(block) }

    private static func block(_ name: String) -> AddressBlock {
        guard let block = AddressBlock(name) else { preconditionFailure("\(name) is no block") }
        return block
    }

    /// The address and port of a socket's other end; nil for anything but IPv4 and IPv6.
    ///
    /// `isMapped` for an IPv4 address that came as IPv6.
    package static func target(
        of socket: UnsafePointer<sockaddr>
    ) -> (address: IPAddress, port: Int, isMapped: Bool)? {
        let bytes = UnsafeRawPointer(socket)
        // The port stands behind the family in both, in network order.
        let port = Int(UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self)))
        switch Int32(socket.pointee.sa_family) {
        case AF_INET:
            let four = bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
            return (IPAddress(version4: UInt32(bigEndian: four)), port, false)
        case AF_INET6:
            let high = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            let low = bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
            let address = IPAddress(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low))
            return (address, port, address.isVersion4)
        default: return nil
        }
    }
}
