/// Finds a name that occurs twice in one object, comparing what the names stand for (`"a"` and
/// `"\u0061"` are the same name), in linear time whatever the names are.
///
/// The search runs once per object, when it closes and its names stand on the tape. Up to
/// `pairwiseLimit` names are compared with one another by a fingerprint of length, beginning and
/// end, and in full only when fingerprints agree: that is cheaper than any hash for the objects
/// of everyday, and bounded for hostile ones. Larger objects go through an open-addressing table
/// under SipHash with the process's random seed (`Hasher`), so that nobody can choose names that
/// collide. The scratch is kept from object to object, and only as much of it is cleared as an
/// object needs.
///
/// Rejected: a check while names arrive (needs a table per open object), a `Set<String>` (copies
/// and validates every name), sorting (not linear).
struct DuplicateNames {
    private static let pairwiseLimit = 32

    private struct Name {
        /// Where its bytes begin, in the text or in `unescaped`.
        let start: Int
        let length: Int
        let wasEscaped: Bool
        var fingerprint: UInt64
    }

    private var names: [Name] = []
    private var unescaped: [UInt8] = []
    private var slots: [UInt32] = []

    /// The byte offset of the second of two equal names in the object at a tape index.
    mutating func find(
        inObjectAt object: Int, of tape: [Token], text: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        let count = tape[object].count
        guard count > 1 else { return nil }
        collect(inObjectAt: object, of: tape, text: text)
        guard let member = count <= Self.pairwiseLimit ? comparePairs(text) : compareHashed(text)
        else { return nil }
        var index = object + 1
        for _ in 0..<member { index = tape[index + 1].end(at: index + 1) }
        return Int(tape[index].offset)
    }

    private mutating func collect(
        inObjectAt object: Int, of tape: [Token], text: UnsafeBufferPointer<UInt8>
    ) {
        names.removeAll(keepingCapacity: true)
        unescaped.removeAll(keepingCapacity: true)
        var index = object + 1
        while index < tape.count {
            let token = tape[index]
            let bytes = UnsafeBufferPointer(rebasing: text[token.range])
            if token.kind == .plainString {
                append(bytes, start: token.range.lowerBound, wasEscaped: false)
            } else {
                appendUnescaped(bytes)
            }
            index = tape[index + 1].end(at: index + 1)
        }
    }

    @inline(__always)
    private mutating func append(
        _ bytes: UnsafeBufferPointer<UInt8>, start: Int, wasEscaped: Bool
    ) {
        names.append(
            Name(
                start: start, length: bytes.count, wasEscaped: wasEscaped,
                fingerprint: Self.fingerprint(bytes)))
    }

    private mutating func appendUnescaped(_ bytes: UnsafeBufferPointer<UInt8>) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count) { buffer in
            let count = EscapedText.unescape(bytes, into: buffer)
            let name = UnsafeBufferPointer(rebasing: buffer[..<count])
            append(name, start: unescaped.count, wasEscaped: true)
            unescaped.append(contentsOf: name)
        }
    }

    /// Cheap, and different for most names that differ; equal names have equal ones.
    @inline(__always)
    private static func fingerprint(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let length = UInt64(truncatingIfNeeded: bytes.count)
        if bytes.count >= 8 {
            let last = ByteScan.word(bytes, at: bytes.count &- 8)
            return ByteScan.word(bytes, at: 0) &* 0x9E37_79B9_7F4A_7C15 ^ last &+ length
        }
        var value = length
        for byte in bytes { value = value << 8 | UInt64(byte) }
        return value
    }

    private func comparePairs(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        unescaped.withUnsafeBufferPointer { unescaped in
            names.withUnsafeBufferPointer { names in
                for later in 1..<names.count {
                    let fingerprint = names[later].fingerprint
                    for earlier in 0..<later where names[earlier].fingerprint == fingerprint {
                        let left = Self.bytes(of: names[earlier], text, unescaped)
                        let right = Self.bytes(of: names[later], text, unescaped)
                        if ByteScan.same(left, right) { return later }
                    }
                }
                return nil
            }
        }
    }

    private mutating func compareHashed(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        let size = Self.tableSize(for: names.count)
        if slots.count < size {
            slots = Array(repeating: 0, count: size)
        } else {
            for slot in 0..<size { slots[slot] = 0 }
        }
        return unescaped.withUnsafeBufferPointer { unescaped in
            for member in names.indices {
                let bytes = Self.bytes(of: names[member], text, unescaped)
                var hasher = Hasher()
                hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
                let hash = UInt64(bitPattern: Int64(hasher.finalize()))
                names[member].fingerprint = hash
                var slot = Int(truncatingIfNeeded: hash) & (size - 1)
                while slots[slot] != 0 {
                    let earlier = names[Int(slots[slot]) - 1]
                    if earlier.fingerprint == hash,
                        ByteScan.same(Self.bytes(of: earlier, text, unescaped), bytes)
                    {
                        return member
                    }
                    slot = (slot + 1) & (size - 1)
                }
                slots[slot] = UInt32(member + 1)
            }
            return nil
        }
    }

    /// A power of two at least twice as large as the number of names.
    private static func tableSize(for count: Int) -> Int {
        1 << (Int.bitWidth - (count * 2 - 1).leadingZeroBitCount)
    }

    @inline(__always)
    private static func bytes(
        of name: Name, _ text: UnsafeBufferPointer<UInt8>, _ unescaped: UnsafeBufferPointer<UInt8>
    ) -> UnsafeBufferPointer<UInt8> {
        let source = name.wasEscaped ? unescaped : text
        return UnsafeBufferPointer(rebasing: source[name.start..<name.start + name.length])
    }
}
