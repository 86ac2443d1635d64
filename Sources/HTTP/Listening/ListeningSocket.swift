import CLinux
import Glibc

/// A socket on which a loop accepts connections.
struct ListeningSocket: Sendable {
    enum Origin: Sendable {
        /// One of several sockets of a port, among which the kernel shares connections out.
        case ofLoop
        /// One socket that all loops wait on.
        case shared
        /// The same, and the service manager keeps it open when this process ends.
        case passed
    }

    let descriptor: Int32
    let isSecure: Bool
    let origin: Origin

    /// What an epoll set watches it for: of the loops that wait on one socket not all are woken.
    var events: UInt32 {
        origin == .ofLoop ? EPOLLIN.rawValue : EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue
    }

    /// Connections that wait in it are lost when it is closed.
    var losesWaiting: Bool { origin != .passed }

    /// Sets what the connections that are accepted there inherit; nothing on socket files.
    ///
    /// The kernel would take 4 MB of an answer for a client that reads nothing, for which nobody's
    /// bound counts. What is on its way does not count (tcp(7), TCP_NOTSENT_LOWAT), so no line is
    /// too fast for this.
    func setInherited(unsentInKernel: Int) {
        let tcp = Int32(IPPROTO_TCP)
        trato_set_option(descriptor, tcp, TCP_NODELAY, 1)
        trato_set_option(descriptor, tcp, TCP_NOTSENT_LOWAT, Int32(clamping: unsentInKernel))
    }

    /// The same socket under another descriptor.
    func duplicate() throws(ServerError) -> ListeningSocket {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw .system("fcntl", errno) }
        return ListeningSocket(descriptor: copy, isSecure: isSecure, origin: origin)
    }
}
