import CFuzzer
import Glibc

// All targets are one program, because what takes time is building the product once more with
// instrumentation. Which one runs says TRATO_FUZZ_TARGET, not an argument: libFuzzer starts itself
// again with its own arguments for several jobs.

/// Runs libFuzzer on the target of that name; `scripts/fuzz` says how.
@main
struct Program {
    typealias Target = @Sendable (UnsafeBufferPointer<UInt8>) -> Void

    static let targets: [String: Target] = [
        "request": RequestTarget.run, "chunked": ChunkedTarget.run, "json": JSONTarget.run,
        "filter": FilterTarget.run, "search": SearchTarget.run, "cursor": CursorTarget.run,
        "text": TextTarget.run, "value": ValueTarget.run, "timezone": TimeZoneTarget.run,
        "api": APITarget.run,
    ]

    static let chosen: Target = {
        let name = getenv("TRATO_FUZZ_TARGET").map { String(cString: $0) } ?? ""
        guard let target = targets[name] else {
            complain("TRATO_FUZZ_TARGET is one of \(targets.keys.sorted())")
            exit(2)
        }
        return target
    }()

    static func main() {
        _ = chosen
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? =
            CommandLine.unsafeArgv
        let status = LLVMFuzzerRunDriver(&count, &arguments) { data, size in
            Program.chosen(UnsafeBufferPointer(start: data, count: size))
            return 0
        }
        exit(status)
    }
}

/// Ends the process with what was found; libFuzzer then keeps the input.
func finding(_ what: String) -> Never {
    complain("FINDING: \(what)")
    abort()
}

private func complain(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
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
