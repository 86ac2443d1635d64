import Glibc

extension Limits {
    /// Connections that `RLIMIT_NOFILE` leaves room for, at least 16: a reserve stays for files.
    static func connectionsAllowed() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return 896
        }
        let descriptors = Int(min(limit.rlim_cur, 1_000_000))
        return max(16, descriptors - max(64, descriptors / 8))
    }
}
