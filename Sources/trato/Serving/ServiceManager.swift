import Glibc

/// Who started the service and wants to know how it is (sd_notify(3)).
struct ServiceManager {
    private let address: String?

    init(_ environment: [String: String]) { address = environment["NOTIFY_SOCKET"] }

    /// Sends a state such as `READY=1`; nothing without a manager.
    ///
    /// It is a courtesy: a manager that does not listen is its own affair.
    func tell(_ state: String) {
        guard let address, !address.isEmpty else { return }
        var target = sockaddr_un()
        var path = Array(address.utf8)
        guard path.count < MemoryLayout.size(ofValue: target.sun_path) else { return }
        target.sun_family = sa_family_t(AF_UNIX)
        // An abstract name is written with "@" and begins with NUL (unix(7)).
        if path[0] == 0x40 { path[0] = 0 }
        withUnsafeMutableBytes(of: &target.sun_path) { $0.copyBytes(from: path) }
        let size = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let message = Array(state.utf8)
        _ = withUnsafePointer(to: &target) { target in
            target.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), $0, size)
            }
        }
    }
}
