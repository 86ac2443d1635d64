import Glibc

/// What is fuzzed, by the name of its folder in `Fuzz/Corpus`.
package enum FuzzTargets {
    package typealias Target = @Sendable (UnsafeBufferPointer<UInt8>) -> Void

    package static let all: [String: Target] = [
        "request": RequestTarget.run, "chunked": ChunkedTarget.run, "json": JSONTarget.run,
        "filter": FilterTarget.run, "search": SearchTarget.run, "cursor": CursorTarget.run,
        "text": TextTarget.run, "value": ValueTarget.run, "timezone": TimeZoneTarget.run,
        "api": APITarget.run, "csv": CSVTarget.run,
    ]

    /// Writes a line to standard error.
    package static func complain(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}

/// Ends the process with what was found; libFuzzer then keeps the input.
func finding(_ what: String) -> Never {
    FuzzTargets.complain("FINDING: \(what)")
    abort()
}

/// Ends the process unless the property holds.
func expect(_ holds: Bool, _ what: @autoclosure () -> String) {
    if !holds { finding(what()) }
}

/// Ways to cut the same bytes into pieces.
enum Cuts {
    /// Byte by byte, and in pieces whose sizes the bytes themselves decide, so that an input has
    /// the same cuts in every run.
    static func all(of bytes: [UInt8]) -> [[[UInt8]]] {
        [bytes.map { [$0] }, pieces(of: bytes, longest: 8), pieces(of: bytes, longest: 100)]
    }

    private static func pieces(of bytes: [UInt8], longest: UInt64) -> [[UInt8]] {
        var random: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { random = (random ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let end = min(bytes.count, start + 1 + Int(random >> 33 % longest))
            pieces.append(Array(bytes[start..<end]))
            start = end
        }
        return pieces
    }
}
