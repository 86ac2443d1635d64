extension Request {
    /// In which form the client takes the content of the answer.
    package var coding: AcceptedCoding { head.shape.coding }

    /// Whether a field that begins with `If-` is there (RFC 9110 section 13.1).
    package var isConditional: Bool { head.shape.isConditional }

    /// How much the client wants a media type, 0 (not at all) to 1000; 1000 without `Accept`, or with
    /// one that is empty or not to be understood.
    ///
    /// The most specific range that fits counts (RFC 9110 section 12.5.1), and `isNamed` says that
    /// it was the type itself.
    package func weight(of type: StaticString) -> (weight: Int, isNamed: Bool) {
        guard var found = head.value("accept") else { return (1000, false) }
        var best = (rank: -1, weight: 0)
        var saysNothing = true
        while true {
            head.bytes[found.range].withUnsafeBufferPointer { list in
                WeightedList.read(list) { range, weight in
                    guard range.contains(0x2F) else { return }
                    saysNothing = false
                    let rank = Self.rank(of: range, for: type)
                    if rank >= 0, (rank, weight) > best { best = (rank, weight) }
                }
            }
            guard let next = head.value("accept", from: found.index + 1) else { break }
            found = next
        }
        if saysNothing { return (1000, false) }
        return (best.weight, best.rank == 2)
    }

    /// 2 for the type itself, 1 for `type/*`, 0 for `*/*`, -1 for others.
    private static func rank(of range: UnsafeBufferPointer<UInt8>, for type: StaticString) -> Int {
        guard let base = range.baseAddress else { return -1 }
        if FieldBytes.equal(base, range.count, type) { return 2 }
        guard range.count >= 3, range[range.count - 1] == 0x2A, range[range.count - 2] == 0x2F
        else { return -1 }
        if range.count == 3, range[0] == 0x2A { return 0 }
        let family = UnsafeBufferPointer(start: type.utf8Start, count: type.utf8CodeUnitCount)
        guard range.count <= family.count else { return -1 }
        let isSame = (0..<range.count - 1).allSatisfy {
            FieldBytes.lower(range[$0]) == family[$0]
        }
        return isSame ? 1 : -1
    }
}
