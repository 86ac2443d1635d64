import CFuzzer
import FuzzTargets
import Glibc

// All targets are one program, because what takes time is building the product once more with
// instrumentation. Which one runs says TRATO_FUZZ_TARGET, not an argument: libFuzzer starts itself
// again with its own arguments for several jobs.

/// Runs libFuzzer on the target of that name; `scripts/fuzz` says how.
@main
struct Program {
    static let chosen: FuzzTargets.Target = {
        let name = getenv("TRATO_FUZZ_TARGET").map { String(cString: $0) } ?? ""
        guard let target = FuzzTargets.all[name] else {
            FuzzTargets.complain("TRATO_FUZZ_TARGET is one of \(FuzzTargets.all.keys.sorted())")
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
