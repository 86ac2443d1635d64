import HTTP
import Schema
import Synchronization

/// How often pages without a login are asked for: by each link, and by each address.
///
/// Each has a place in a table of fixed size, chosen by the process's keyed hash, and what falls on one place is counted
/// together: memory is bounded, and nobody pushes out what is counted of somebody else. A place holds one time, by which
/// its budget is full again (the generic cell rate algorithm of ITU-T I.371).
final class PageRate: Sendable {
    /// So many at once, and then one each interval.
    struct Budget {
        let burst: Int64
        /// Milliseconds.
        let interval: Int64
    }

    static let ofLink = Budget(burst: 60, interval: 1_000)
    static let ofAddress = Budget(burst: 240, interval: 250)

    private static let places = 8_192
    private let full = Mutex(
        (
            links: [Int64](repeating: 0, count: PageRate.places),
            addresses: [Int64](repeating: 0, count: PageRate.places)
        ))

    /// Takes one request of a link from an address; throws `too_many_requests`, with the seconds to wait.
    func take(link: String, address: String, now: Int64) throws {
        let link = Self.place(of: link)
        let address = Self.place(of: Self.network(of: address))
        let wait = full.withLock { full in
            let later = max(
                Self.wait(for: full.links[link], Self.ofLink, now),
                Self.wait(for: full.addresses[address], Self.ofAddress, now))
            guard later == 0 else { return later }
            full.links[link] = max(full.links[link], now) + Self.ofLink.interval
            full.addresses[address] = max(full.addresses[address], now) + Self.ofAddress.interval
            return 0
        }
        guard wait > 0 else { return }
        var problem = Problem(.tooManyRequests, "The link is opened too often.")
        problem.retryAfterSeconds = Int((wait + 999) / 1_000)
        throw problem
    }

    /// Milliseconds until another request fits.
    private static func wait(for full: Int64, _ budget: Budget, _ now: Int64) -> Int64 {
        max(0, full - now - (budget.burst - 1) * budget.interval)
    }

    /// Who has one address of version 6 has 2^64 of them, so their network counts.
    private static func network(of address: String) -> String {
        IPAddress(address)?.network ?? address
    }

    private static func place(of text: String) -> Int {
        var hasher = Hasher()
        hasher.combine(text)
        return Int(UInt(bitPattern: hasher.finalize()) % UInt(places))
    }
}
