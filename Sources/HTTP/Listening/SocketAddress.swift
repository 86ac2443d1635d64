import CLinux
import Glibc

/// An IPv4 or IPv6 address with a port, or a path, as the socket calls want it.
struct SocketAddress {
    private var storage = sockaddr_storage()
    private var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

    /// Resolves a host to its first stream address.
    init(host: String, port: Int) throws(ServerError) {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard code == 0, let first = list?.pointee, let address = first.ai_addr else {
            throw .unusable("The host \(host)", reason: String(cString: gai_strerror(code)))
        }
        length = first.ai_addrlen
        withUnsafeMutableBytes(of: &storage) { $0.copyMemory(from: bytes(address, length)) }
    }

    /// The address of a socket file; its path has at most 107 bytes (unix(7)).
    init(path: String) throws(ServerError) {
        let text = Array(path.utf8)
        guard text.count < pathRoom, !text.contains(0) else {
            throw .unusable(
                "The socket file \(path)", reason: "its path is longer than \(pathRoom - 1) bytes")
        }
        storage.ss_family = sa_family_t(AF_UNIX)
        length = socklen_t(pathStart + text.count + 1)
        withUnsafeMutableBytes(of: &storage) {
            $0[pathStart...].copyBytes(from: text)
        }
    }

    /// The address a socket is bound to, or nil.
    init?(of socket: Int32) {
        let code = withUnsafeMutableBytes(of: &storage) { bytes in
            getsockname(socket, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
        }
        guard code == 0 else { return nil }
    }

    /// An empty address with room for any, to be filled by `fill`.
    private init() {}

    /// Accepts a connection; the descriptor or -1, and the peer's address.
    static func accept(_ listener: Int32) -> (descriptor: Int32, peer: SocketAddress) {
        var peer = SocketAddress()
        let descriptor = withUnsafeMutableBytes(of: &peer.storage) { bytes in
            trato_accept(
                listener, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &peer.length)
        }
        return (descriptor, peer)
    }

    var family: Int32 { Int32(storage.ss_family) }

    /// The port, in host order; 0 for a socket file.
    var port: Int {
        guard family != AF_UNIX else { return 0 }
        // sin_port and sin6_port stand at the same place, behind the family.
        return withUnsafeBytes(of: storage) { Int($0[2]) << 8 | Int($0[3]) }
    }

    func with(port: Int) -> SocketAddress {
        var copy = self
        withUnsafeMutableBytes(of: &copy.storage) { bytes in
            bytes[2] = UInt8(truncatingIfNeeded: port >> 8)
            bytes[3] = UInt8(truncatingIfNeeded: port)
        }
        return copy
    }

    /// The numeric address without the port, or "unix"; an IPv4 address inside IPv6 is written as
    /// IPv4.
    var text: String {
        guard family != AF_UNIX else { return "unix" }
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let known = withUnsafeBytes(of: storage) { bytes -> Bool in
            guard let base = bytes.baseAddress else { return false }
            let offset = family == AF_INET ? 4 : 8
            return inet_ntop(family, base + offset, &buffer, socklen_t(buffer.count)) != nil
        }
        guard known else { return "unknown" }
        let text = String(
            decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return text.hasPrefix("::ffff:") && text.contains(".") ? String(text.dropFirst(7)) : text
    }

    /// What clients are told when the service manager chose the address.
    func served(secure: Bool) -> ServedAddress {
        guard family == AF_UNIX else {
            return ServedAddress(host: text, port: port, secure: secure)
        }
        return withUnsafeBytes(of: storage) { bytes in
            let path = bytes[pathStart..<max(pathStart, Int(length))].prefix { $0 != 0 }
            return ServedAddress(path: String(decoding: path, as: UTF8.self))
        }
    }

    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>?, socklen_t) -> Result) -> Result {
        withUnsafeBytes(of: storage) { bytes in
            body(bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), length)
        }
    }
}

private func bytes(
    _ address: UnsafeMutablePointer<sockaddr>, _ length: socklen_t
) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: address, count: Int(length))
}

/// Where `sun_path` stands, and its size.
private let pathStart = 2
private let pathRoom = 108
