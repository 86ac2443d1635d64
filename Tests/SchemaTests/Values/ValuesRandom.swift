/// A seeded source for properties, SplitMix64; a failing test names its seed.
struct ValuesRandom: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// A number whose magnitude, not only its value, is random: small ones are common.
    mutating func number() -> Int64 {
        Int64(bitPattern: next()) >> Int64(next() % 64)
    }
}
