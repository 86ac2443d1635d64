import Glibc

/// An address of the internet; one of version 4 is kept as its mapped form (RFC 4291 section
/// 2.5.5.2), so that the same machine is the same address however it came.
package struct IPAddress: Sendable, Equatable {
    let high: UInt64
    let low: UInt64

    static let mapped: UInt64 = 0xffff

    /// From its two halves, most significant first.
    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    init(version4 number: UInt32) {
        self.init(high: 0, low: Self.mapped << 32 | UInt64(number))
    }

    /// Reads `192.0.2.1` or `2001:db8::1`, without zone, brackets or leading zeros.
    package init?(_ text: String) {
        guard text.utf8.count <= 45, !text.utf8.contains(0) else { return nil }
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            high = 0
            low = Self.mapped << 32 | UInt64(UInt32(bigEndian: four.s_addr))
            return
        }
        var words = (UInt64(0), UInt64(0))
        guard inet_pton(AF_INET6, text, &words) == 1 else { return nil }
        high = UInt64(bigEndian: words.0)
        low = UInt64(bigEndian: words.1)
    }

    /// What one customer of a provider has: an address of version 4, or the first half of one of version 6.
    package var network: String {
        isVersion4 ? text : IPAddress(high: high, low: 0).text
    }

    package var isVersion4: Bool { high == 0 && low >> 32 == Self.mapped }

    /// The shortest usual form (RFC 5952); a mapped address is written as version 4.
    package var text: String {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        if isVersion4 {
            var four = in_addr(s_addr: UInt32(truncatingIfNeeded: low).bigEndian)
            inet_ntop(AF_INET, &four, &buffer, socklen_t(buffer.count))
        } else {
            var words = (high.bigEndian, low.bigEndian)
            inet_ntop(AF_INET6, &words, &buffer, socklen_t(buffer.count))
        }
        return String(
            decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// Addresses that begin alike (RFC 4632 section 3.1, RFC 4291 section 2.3).
package struct AddressBlock: Sendable, Equatable {
    private let first: IPAddress
    private let highMask: UInt64
    private let lowMask: UInt64

    /// Reads `10.0.0.0/8`, `2001:db8::/32`, or one address; nil when bits behind the prefix are
    /// set, which is a mistake more often than a habit.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = IPAddress(String(parts[0])) else { return nil }
        let width = address.isVersion4 && !parts[0].contains(":") ? 32 : 128
        var length = width
        if parts.count == 2 {
            guard parts[1].allSatisfy(\.isNumber), let given = Int(parts[1]), given <= width else {
                return nil
            }
            length = given
        }
        let bits = 128 - width + length
        highMask = Self.mask(min(bits, 64))
        lowMask = Self.mask(max(bits - 64, 0))
        guard address.high & ~highMask == 0, address.low & ~lowMask == 0 else { return nil }
        first = address
    }

    package func contains(_ address: IPAddress) -> Bool {
        address.high & highMask == first.high && address.low & lowMask == first.low
    }

    private static func mask(_ bits: Int) -> UInt64 { bits == 0 ? 0 : ~0 << UInt64(64 - bits) }
}
