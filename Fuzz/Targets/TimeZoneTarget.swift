@testable import Schema

/// Files of time zones: never a trap, offsets in their range, and local times that come back.
enum TimeZoneTarget {
    private static let instants: [Int64] = [
        .min, -1 << 40, -1, 0, 1_700_000_000, 4_102_444_800, 1 << 40, .max,
    ]

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        let bytes = Array(input)
        if let history = TimeZoneHistory(tzif: bytes) { judge(history) }
        // The footer's rule on its own: what stands before it is hard to guess.
        guard let rule = TimeZoneRule(posix: bytes) else { return }
        judge(TimeZoneHistory(transitions: [], offsets: [], initialOffset: 0, rule: rule))
    }

    private static func judge(_ history: TimeZoneHistory) {
        for instant in instants {
            let offset = history.offset(at: instant)
            expect(abs(offset) < 8 * 86_400, "an offset of \(offset) seconds")
            _ = history.instant(ofLocal: instant)
        }
    }
}
