import Glibc

/// All sockets of a server: what each loop listens on, and where clients find it.
struct Listeners {
    private(set) var ofLoop: [[ListeningSocket]]
    private(set) var addresses: [ServedAddress] = []
    /// Socket files, to be removed at the end.
    private(set) var files: [SocketFile] = []

    /// Opens everything or nothing.
    init(_ configuration: ServerConfiguration) throws(ServerError) {
        ofLoop = Array(repeating: [], count: configuration.loops)
        var passed = configuration.passed
        do throws(ServerError) {
            for endpoint in configuration.endpoints { try add(endpoint, &passed) }
            try passed.checkNothingIsLeft()
        } catch {
            close()
            throw error
        }
    }

    /// Closes the sockets that no loop has taken over.
    func close() {
        for socket in ofLoop.joined() { Glibc.close(socket.descriptor) }
        for file in files { file.remove() }
    }

    private mutating func add(
        _ endpoint: Endpoint, _ passed: inout PassedSockets
    ) throws(ServerError) {
        do throws(ServerError) {
            try open(endpoint, &passed)
        } catch .addressInUse(let address) where isOurs(endpoint) {
            // Waiting would not help, as it may where another server is there.
            throw .unusable(address, reason: "another of the addresses to listen on has it already")
        }
    }

    /// Whether an address before may be the same one.
    private func isOurs(_ endpoint: Endpoint) -> Bool {
        switch endpoint {
        case .tcp(_, let port, _): addresses.contains { $0.port == port }
        case .unix(let path, _): addresses.contains { $0.url == ServedAddress(path: path).url }
        case .passed: false
        }
    }

    private mutating func open(
        _ endpoint: Endpoint, _ passed: inout PassedSockets
    ) throws(ServerError) {
        switch endpoint {
        case .tcp(let host, let port, let secure):
            let (sockets, port) = try TCPListener.open(host: host, port: port, count: ofLoop.count)
            for (index, socket) in sockets.enumerated() {
                ofLoop[index].append(
                    ListeningSocket(descriptor: socket, isSecure: secure, origin: .ofLoop))
            }
            addresses.append(ServedAddress(host: host, port: port, secure: secure))
        case .unix(let path, let mode):
            let (socket, file) = try UnixListener.open(path: path, mode: mode)
            files.append(file)
            addresses.append(ServedAddress(path: path))
            try share(ListeningSocket(descriptor: socket, isSecure: false, origin: .shared))
        case .passed(let secure):
            for socket in try passed.take(secure: secure) {
                let listening = ListeningSocket(
                    descriptor: socket, isSecure: secure, origin: .passed)
                try share(listening)
                if let address = SocketAddress(of: socket) {
                    addresses.append(address.served(secure: secure))
                }
            }
        }
    }

    /// Gives a socket to the first loop and a duplicate of it to each other one.
    private mutating func share(_ socket: ListeningSocket) throws(ServerError) {
        ofLoop[0].append(socket)
        for index in ofLoop.indices.dropFirst() {
            ofLoop[index].append(try socket.duplicate())
        }
    }
}
