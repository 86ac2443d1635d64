import Glibc

/// What the system says about this process (proc(5)).
struct ProcessFigures {
    let residentBytes: Int
    let virtualBytes: Int
    let cpuMicroseconds: Int
    let openDescriptors: Int
    let maximumDescriptors: Int
    let threads: Int
    /// Microseconds since 1970.
    let startMicroseconds: Int

    /// Nil where the system does not say.
    static func read() -> ProcessFigures? {
        var usage = rusage()
        var limit = rlimit()
        guard let status = text(of: "/proc/self/stat"), let boot = bootSeconds(),
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0,
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0,
            let descriptors = entries(of: "/proc/self/fd")
        else { return nil }
        // The second field is the program's name in parentheses and may hold anything.
        guard let end = status.lastIndex(of: ")") else { return nil }
        let fields = status[end...].dropFirst().split(separator: " ").map { Int($0) ?? 0 }
        let ticks = sysconf(Int32(_SC_CLK_TCK))
        guard fields.count >= 22, ticks > 0 else { return nil }
        return ProcessFigures(
            residentBytes: fields[21] * Int(getpagesize()), virtualBytes: fields[20],
            cpuMicroseconds: microseconds(usage.ru_utime) + microseconds(usage.ru_stime),
            openDescriptors: descriptors,
            maximumDescriptors: Int(clamping: limit.rlim_cur), threads: fields[17],
            startMicroseconds: boot * 1_000_000 + fields[19] * (1_000_000 / ticks))
    }

    private static func microseconds(_ time: timeval) -> Int {
        Int(time.tv_sec) * 1_000_000 + Int(time.tv_usec)
    }

    private static func bootSeconds() -> Int? {
        text(of: "/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("btime ") }
            .flatMap { Int($0.dropFirst(6)) }
    }

    /// Entries of a folder but "." and "..", without the descriptor that reads it.
    private static func entries(of path: String) -> Int? {
        guard let folder = opendir(path) else { return nil }
        defer { closedir(folder) }
        var count = -3
        while readdir(folder) != nil { count += 1 }
        return count
    }

    private static func text(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { return nil }
            if count == 0 { return String(decoding: text, as: UTF8.self) }
            text += chunk[..<count]
        }
    }
}
