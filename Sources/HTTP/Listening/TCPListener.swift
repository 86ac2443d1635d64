import CLinux
import Glibc

/// Listening sockets: one per loop on the same address, among which the kernel shares connections.
enum TCPListener {
    /// Opens `count` sockets that share a port.
    ///
    /// `SO_REUSEPORT` would let a second server share the port silently, so first a socket without
    /// it is bound: that fails when anybody listens there.
    static func open(
        host: String, port: Int, count: Int
    ) throws(ServerError) -> (sockets: [Int32], port: Int) {
        let address = try SocketAddress(host: host, port: port)
        if port != 0 { close(try bound(address, host, port, shared: false)) }
        var sockets: [Int32] = []
        do throws(ServerError) {
            sockets.append(try listening(address, host, port))
            let actual = SocketAddress(of: sockets[0])?.port ?? port
            for _ in 1..<max(1, count) {
                sockets.append(try listening(address.with(port: actual), host, actual))
            }
            return (sockets, actual)
        } catch {
            for socket in sockets { close(socket) }
            throw error
        }
    }

    private static func listening(
        _ address: SocketAddress, _ host: String, _ port: Int
    ) throws(ServerError) -> Int32 {
        let socket = try bound(address, host, port, shared: true)
        guard listen(socket, 1024) == 0 else {
            let code = errno
            close(socket)
            throw .system("listen", code)
        }
        return socket
    }

    private static func bound(
        _ address: SocketAddress, _ host: String, _ port: Int, shared: Bool
    ) throws(ServerError) -> Int32 {
        let socket = trato_stream_socket(address.family)
        guard socket >= 0 else { throw .system("socket", errno) }
        trato_set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1)
        if shared { trato_set_option(socket, SOL_SOCKET, SO_REUSEPORT, 1) }
        guard address.withPointer({ bind(socket, $0, $1) }) == 0 else {
            let code = errno
            close(socket)
            switch code {
            case EADDRINUSE: throw .addressInUse("\(host), port \(port)")
            case EADDRNOTAVAIL:
                throw .unusable("The host \(host)", reason: "it is not an address of this machine")
            default: throw .system("bind", code)
            }
        }
        return socket
    }
}
