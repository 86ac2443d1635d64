import Glibc

/// Makes ids of UUID version 7 (RFC 9562 section 5.7) that grow strictly within one generator.
///
/// Method 1 of section 6.2: 48 bits of milliseconds, a 12-bit counter, 62 random bits. The counter
/// starts anywhere in its lower half in each new millisecond, so that 2,048 ids or more follow
/// within it; when it is full, or the clock goes back, the generator runs ahead of the clock.
/// A generator cannot be copied, because two copies would go on to make the same ids.
package struct IDGenerator: ~Copyable, Sendable {
    private var random: RandomBlocks
    private var milliseconds: UInt64 = 0
    private var counter: UInt64 = 0

    private static let lastMillisecond: UInt64 = 1 << 48 - 1
    private static let lastCount: UInt64 = 1 << 12 - 1

    /// A generator that draws from the system, or from a fixed sequence when tests give a seed.
    package init(seed: UInt64? = nil) { random = RandomBlocks(seed: seed) }

    /// The next id, larger than every earlier one of this generator.
    ///
    /// An instant before 1970 counts as 1970, and one after 10889 as the last of 48 bits.
    package mutating func next(at instant: Instant) -> RecordID {
        let time = min(UInt64(max(instant.milliseconds, 0)), Self.lastMillisecond)
        if time > milliseconds || (milliseconds == 0 && counter == 0) {
            startMillisecond(time)
        } else if counter < Self.lastCount {
            counter += 1
        } else {
            startMillisecond(min(milliseconds + 1, Self.lastMillisecond))
        }
        let high = milliseconds << 16 | 0x7000 | counter
        return RecordID(high: high, low: 0b10 << 62 | random.next() >> 2)
    }

    private mutating func startMillisecond(_ time: UInt64) {
        milliseconds = time
        // The clear top bit is room to count (RFC 9562 section 6.2, counter rollover guard). Zero
        // is left to mean that no id has been made.
        counter = max(random.next() >> 53, 1)
    }
}

/// Random words drawn from the kernel in blocks, because a system call per word is most of the
/// cost of an id.
private struct RandomBlocks: Sendable {
    /// 256 bytes, the most that `getentropy` gives at once.
    private static let count = 32
    private var words: [UInt64] = []
    private var used = 0
    private var seed: UInt64?

    init(seed: UInt64?) { self.seed = seed }

    mutating func next() -> UInt64 {
        if let state = seed { return nextSeeded(state) }
        if used == words.count { refill() }
        defer { used += 1 }
        return words[used]
    }

    private mutating func refill() {
        used = 0
        words = [UInt64](repeating: 0, count: Self.count)
        let status = words.withUnsafeMutableBytes { getentropy($0.baseAddress, $0.count) }
        guard status != 0 else { return }
        // A kernel without getrandom(2): the standard library has other ways, and traps if none.
        var system = SystemRandomNumberGenerator()
        for place in words.indices { words[place] = system.next() }
    }

    /// SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
    private mutating func nextSeeded(_ state: UInt64) -> UInt64 {
        let next = state &+ 0x9E37_79B9_7F4A_7C15
        seed = next
        var mixed = (next ^ next >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
