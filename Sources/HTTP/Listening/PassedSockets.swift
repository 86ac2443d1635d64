import CLinux
import Glibc

/// Listening sockets that a service manager opened for this process (sd_listen_fds(3)).
package struct PassedSockets: Sendable {
    /// The name of sockets on which TLS is spoken (`FileDescriptorName=` of the socket unit).
    private static let secureName = "tls"

    private var sockets: [(name: String, descriptor: Int32)] = []

    /// None.
    package init() {}

    /// Reads `LISTEN_PID`, `LISTEN_FDS` and `LISTEN_FDNAMES`; what is for another process is not
    /// there.
    ///
    /// The protocol has the descriptors begin at 3. Throws `ServerError.unusable` for one that is
    /// no listening stream socket, and makes all of them non-blocking and close on exec.
    package init(
        environment: [String: String], process: Int32 = getpid(), first: Int32 = 3
    ) throws(ServerError) {
        guard environment["LISTEN_PID"] == String(process),
            let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }), count > 0
        else { return }
        let names = (environment["LISTEN_FDNAMES"] ?? "")
            .split(separator: ":", omittingEmptySubsequences: false)
        for index in 0..<count {
            let name = Int(index) < names.count ? String(names[Int(index)]) : "unknown"
            let descriptor = first + index
            guard Self.option(descriptor, SO_ACCEPTCONN) == 1,
                Self.option(descriptor, SO_TYPE) == Int32(SOCK_STREAM.rawValue)
            else {
                throw .unusable(
                    "The passed descriptor \(descriptor) (\(name))",
                    reason: "it is no listening stream socket")
            }
            guard fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) == 0,
                fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0
            else { throw .system("fcntl", errno) }
            sockets.append((name, descriptor))
        }
    }

    /// Takes the sockets with TLS or those without; throws when there are none.
    mutating func take(secure: Bool) throws(ServerError) -> [Int32] {
        let taken = sockets.filter { ($0.name == Self.secureName) == secure }
        guard !taken.isEmpty else {
            let kind = secure ? "socket named \(Self.secureName)" : "socket for plain HTTP"
            throw .unusable(
                "The address \(Self.entry(secure))", reason: "the service manager passed no \(kind)"
            )
        }
        sockets.removeAll { ($0.name == Self.secureName) == secure }
        return taken.map(\.descriptor)
    }

    /// Throws when a socket was not taken: its clients would wait for ever.
    func checkNothingIsLeft() throws(ServerError) {
        guard let first = sockets.first else { return }
        let entry = Self.entry(first.name == Self.secureName)
        throw .unusable(
            "The passed socket \(first.name)", reason: "\(entry) is not among the addresses")
    }

    /// How the configuration names the sockets with TLS or those without.
    private static func entry(_ secure: Bool) -> String { secure ? "systemd:tls" : "systemd" }

    private static func option(_ descriptor: Int32, _ name: Int32) -> Int32? {
        var value: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, name, &value, &size) == 0 else { return nil }
        return value
    }
}
