/// In which form a client takes the content of an answer (RFC 9110 section 12.5.3).
package enum AcceptedCoding: UInt8, Sendable {
    /// As it is: nothing else was asked for, or the client prefers it.
    case identity
    /// gzip is wanted; what does not gain from it may come as it is.
    case gzip
    /// As it is was refused.
    case gzipOnly
    /// Everything that there is was refused.
    case none
}

/// What `Accept-Encoding` says about the codings that there are, gathered line by line.
struct CodingWishes {
    private var isGiven = false
    private var gzip: Int?
    private var identity: Int?
    private var others: Int?

    /// Takes note of one line; the first word on a coding counts.
    mutating func note(_ value: UnsafeBufferPointer<UInt8>) {
        isGiven = true
        var wishes = self
        WeightedList.read(value) { name, weight in
            guard let start = name.baseAddress else { return }
            if FieldBytes.equal(start, name.count, "gzip")
                || FieldBytes.equal(start, name.count, "x-gzip")
            {
                wishes.gzip = wishes.gzip ?? weight
            } else if FieldBytes.equal(start, name.count, "identity") {
                wishes.identity = wishes.identity ?? weight
            } else if name.count == 1, name[0] == 0x2A {
                wishes.others = wishes.others ?? weight
            }
        }
        self = wishes
    }

    /// Draws the conclusion; without the field nobody has asked for anything.
    func settle(offersGzip: Bool) -> AcceptedCoding {
        guard isGiven else { return .identity }
        let packed = offersGzip ? gzip ?? others ?? 0 : 0
        // Unless it is named, plain content is acceptable and wanted least.
        let plain = identity ?? others
        guard packed > 0 else { return plain == 0 ? .none : .identity }
        if plain == 0 { return .gzipOnly }
        return packed >= plain ?? 0 ? .gzip : .identity
    }
}
