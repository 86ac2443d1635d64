// TZif, RFC 9636: a header and a data block of 32-bit times for old readers, then the same again
// with 64-bit times, then a footer with the rule for the future. Only the second block and the
// footer are used; version 1 files, which have neither, went out of use around 2007.

extension TimeZoneHistory {
    /// The history in the bytes of a TZif file of version 2 or later; nil when they are none.
    ///
    /// Files that count leap seconds (`right/`) are refused: Unix time has none.
    convenience init?(tzif bytes: [UInt8]) {
        var reader = TimeZoneFileReader(bytes)
        guard let old = reader.header(), reader.skip(old.length(bytesPerTime: 4)),
            let header = reader.header(), header.leapSeconds == 0, header.types > 0,
            header.length(bytesPerTime: 8) <= bytes.count,
            let transitions = reader.transitions(header.transitions),
            let kinds = reader.bytes(header.transitions),
            let types = reader.offsets(header.types),
            kinds.allSatisfy({ Int($0) < types.count }),
            reader.skip(header.designationBytes + header.standardFlags + header.utcFlags),
            let footer = reader.footer()
        else { return nil }
        let rule = footer.isEmpty ? nil : TimeZoneRule(posix: footer)
        guard footer.isEmpty || rule != nil else { return nil }
        self.init(
            transitions: transitions, offsets: kinds.map { types[Int($0)] },
            // Type 0 holds before the first transition (section 3.2).
            initialOffset: Int(types[0]), rule: rule)
    }
}

/// The counts at the start of each block (RFC 9636 section 3.1).
private struct TimeZoneFileHeader {
    let utcFlags: Int
    let standardFlags: Int
    let leapSeconds: Int
    let transitions: Int
    let types: Int
    let designationBytes: Int

    /// The bytes of the block that follows.
    func length(bytesPerTime: Int) -> Int {
        transitions * (bytesPerTime + 1) + types * 6 + designationBytes
            + leapSeconds * (bytesPerTime + 4) + standardFlags + utcFlags
    }
}

/// Reads big-endian fields one after the other and never past the end.
private struct TimeZoneFileReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func skip(_ count: Int) -> Bool { bytes(count) != nil }

    /// A header of version 2 or later; nil for anything else.
    mutating func header() -> TimeZoneFileHeader? {
        guard let magic = bytes(4), magic.elementsEqual("TZif".utf8),
            let version = bytes(1)?.first, version >= UInt8(ascii: "2"), skip(15),
            let utcFlags = count(), let standardFlags = count(), let leapSeconds = count(),
            let transitions = count(), let types = count(), let designationBytes = count()
        else { return nil }
        return TimeZoneFileHeader(
            utcFlags: utcFlags, standardFlags: standardFlags, leapSeconds: leapSeconds,
            transitions: transitions, types: types, designationBytes: designationBytes)
    }

    /// Times in strictly ascending order; nil when they are not.
    mutating func transitions(_ count: Int) -> [Int64]? {
        guard let bytes = bytes(count * 8) else { return nil }
        let times = stride(from: bytes.startIndex, to: bytes.endIndex, by: 8).map {
            Int64(bitPattern: Self.bigEndian(bytes[$0..<($0 + 8)]))
        }
        return zip(times, times.dropFirst()).allSatisfy { $0 < $1 } ? times : nil
    }

    /// The seconds east of UTC of local time types; nil when one is not within RFC 9636
    /// section 3.2's range, more than 25 hours west to less than 26 hours east.
    mutating func offsets(_ count: Int) -> [Int32]? {
        guard let bytes = bytes(count * 6) else { return nil }
        let offsets = stride(from: bytes.startIndex, to: bytes.endIndex, by: 6).map {
            Int32(truncatingIfNeeded: Self.bigEndian(bytes[$0..<($0 + 4)]))
        }
        return offsets.allSatisfy { (-89_999...93_599).contains($0) } ? offsets : nil
    }

    /// The text between the two newlines that end the file; it may be empty.
    mutating func footer() -> [UInt8]? {
        guard let newline = bytes(1)?.first, newline == UInt8(ascii: "\n"),
            let end = rest.firstIndex(of: UInt8(ascii: "\n"))
        else { return nil }
        return Array(rest[..<end])
    }

    /// A count of 32 bits; nil when it is larger than any file we read.
    private mutating func count() -> Int? {
        guard let bytes = bytes(4) else { return nil }
        let count = Int(truncatingIfNeeded: Self.bigEndian(bytes))
        return count <= 1 << 20 ? count : nil
    }

    private static func bigEndian(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
