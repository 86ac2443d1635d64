import CLinux
import Glibc
import Synchronization
import Testing

@testable import HTTP

struct ListeningTests {
    private static let echo = "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"

    private let folder = TestFolder()
    private var path: String { folder.file("socket") }

    private func configuration(mode: UInt32 = 0o660, loops: Int = 2) -> ServerConfiguration {
        ServerConfiguration(endpoints: [.unix(path: path, mode: mode)], loops: loops)
    }

    private func status() -> stat? {
        var status = stat()
        return lstat(path, &status) == 0 ? status : nil
    }

    /// A socket file as a process leaves it that had no time to clean up.
    private func leaveBehind() throws {
        let (descriptor, _) = try UnixListener.open(path: path, mode: 0o600)
        close(descriptor)
        #expect(status() != nil)
    }

    @Test func `a socket file has its bits and goes with the server`() throws {
        try withServer(configuration(mode: 0o620)) { server in
            #expect(server.addresses.map(\.url) == ["unix:\(path)"])
            #expect(server.port == 0)
            #expect(status().map { $0.st_mode & 0o777 } == 0o620)
            for _ in 0..<8 {
                let client = try TestClient(to: server)
                client.send(Self.echo)
                #expect(try client.answer().body == "GET /echo unix ")
            }
        }
        #expect(status() == nil)
    }

    @Test func `a socket file that nobody answers on is replaced`() throws {
        try leaveBehind()
        try withServer(configuration()) { server in
            let client = try TestClient(to: server)
            client.send(Self.echo)
            #expect(try client.answer().status == 200)
            // A second server must not take the place of one that lives.
            let second = Server(configuration: configuration()) { _ in EchoHandler() }
            #expect(throws: ServerError.addressInUse("unix:\(path)")) { try second.start() }
            client.send(Self.echo)
            #expect(try client.answer().status == 200)
        }
    }

    @Test func `only the server's own socket file is removed`() throws {
        try withServer(configuration()) { _ in
            #expect(unlink(path) == 0)
            try leaveBehind()
        }
        #expect(status() != nil)
    }

    @Test func `a path that is something else or cannot be is refused`() {
        let long = folder.file(String(repeating: "x", count: 108))
        let cases = [
            (folder.write("precious", to: "socket"), "a file that is no socket is in its place"),
            (folder.file("missing/socket"), "No such file or directory"),
            (long, "its path is longer than 107 bytes"),
        ]
        for (path, reason) in cases {
            let server = Server(
                configuration: ServerConfiguration(endpoints: [.unix(path: path, mode: 0o600)])
            ) { _ in EchoHandler() }
            let error = ServerError.unusable("The socket file \(path)", reason: reason)
            #expect(throws: error) { try server.start() }
        }
        #expect(status() != nil)
    }

    @Test func `a start that fails leaves nothing behind`() throws {
        var configuration = configuration()
        configuration.endpoints.append(.tcp(host: "not a host", port: 0))
        let server = Server(configuration: configuration) { _ in EchoHandler() }
        #expect(throws: ServerError.self) { try server.start() }
        #expect(status() == nil)
    }

    // MARK: Sockets of a service manager

    /// What a service manager sets for sockets that begin at a descriptor.
    private func environment(_ names: String, count: Int) -> [String: String] {
        ["LISTEN_PID": "\(getpid())", "LISTEN_FDS": "\(count)", "LISTEN_FDNAMES": names]
    }

    /// Where the next row of descriptors begins; each row has its own, because tests run side by side.
    private static let nextRow = Atomic<Int32>(1)

    /// Opens listening sockets of loopback with descriptors in a row, far above those that others are given.
    private func sockets(_ count: Int) throws -> Int32 {
        var limit = rlimit()
        #expect(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        let row = Self.nextRow.add(1, ordering: .relaxed).oldValue
        let first = Int32(clamping: min(limit.rlim_cur, 65_536)) - 8 * row
        let (sockets, _) = try TCPListener.open(host: "127.0.0.1", port: 0, count: count)
        for (index, socket) in sockets.enumerated() {
            #expect(dup2(socket, first + Int32(index)) >= 0)
            close(socket)
        }
        return first
    }

    @Test func `passed sockets are served as their names say`() throws {
        let certificate = TestCertificate()
        let first = try sockets(2)
        let passed = try PassedSockets(
            environment: environment("plain:tls", count: 2), first: first)
        let configuration = ServerConfiguration(
            endpoints: [.passed(secure: true), .passed(secure: false)],
            tls: certificate.configuration(), passed: passed, loops: 2)
        try withServer(configuration) { server in
            #expect(server.addresses.map { $0.url.prefix(5) } == ["https", "http:"])
            #expect(server.addresses.map(\.port) == [server.port, server.port])
            #expect(fcntl(first, F_GETFD) & FD_CLOEXEC != 0)
            #expect(fcntl(first, F_GETFL) & O_NONBLOCK != 0)
        }
    }

    @Test func `a passed socket answers on every loop`() throws {
        let passed = try PassedSockets(
            environment: environment("web", count: 1), first: try sockets(1))
        let configuration = ServerConfiguration(
            endpoints: [.passed(secure: false)], passed: passed, loops: 3)
        try withServer(configuration) { server in
            let clients = try (0..<9).map { _ in try TestClient(to: server) }
            for client in clients {
                client.send(Self.echo)
                #expect(try client.answer().status == 200)
            }
        }
    }

    @Test func `sockets for another process are not there`() throws {
        var other = environment("web", count: 1)
        other["LISTEN_PID"] = "1"
        var passed = try PassedSockets(environment: other)
        try passed.checkNothingIsLeft()
        let error = ServerError.unusable(
            "The address systemd", reason: "the service manager passed no socket for plain HTTP")
        #expect(throws: error) { try passed.take(secure: false) }
    }

    @Test func `what was passed must be named in the configuration and fit`() throws {
        let first = try sockets(2)
        defer { for descriptor in first...first + 1 { close(descriptor) } }
        var passed = try PassedSockets(
            environment: environment("tls:", count: 2), first: first)
        #expect(try passed.take(secure: true) == [first])
        let left = ServerError.unusable(
            "The passed socket ", reason: "systemd is not among the addresses")
        #expect(throws: left) { try passed.checkNothingIsLeft() }
        let connected = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(connected) }
        let wrong = ServerError.unusable(
            "The passed descriptor \(connected) (web)", reason: "it is no listening stream socket")
        #expect(throws: wrong) {
            try PassedSockets(environment: environment("web", count: 1), first: connected)
        }
    }

    @Test func `two of one's own addresses that are the same are a mistake and no other server`()
        throws
    {
        var configuration = ServerConfiguration(endpoints: [.tcp(host: "127.0.0.1", port: 0)])
        try withServer(configuration) { server in
            configuration.endpoints = [.tcp(host: "127.0.0.1", port: server.port)]
            let other = Server(configuration: configuration) { _ in EchoHandler() }
            let isTaken = ServerError.addressInUse("127.0.0.1, port \(server.port)")
            #expect(throws: isTaken) { try other.start() }
        }
        let free = configuration.endpoints
        let paths: [HTTP.Endpoint] = [
            .unix(path: path, mode: 0o600), .unix(path: path, mode: 0o660),
        ]
        for same in [free + [.tcp(host: "localhost", port: 0)], paths] {
            var endpoints = same
            if case .tcp(_, let port, _) = free[0], case .tcp = same[0] {
                endpoints = ["127.0.0.1", "localhost"].map { .tcp(host: $0, port: port) }
            }
            let server = Server(configuration: ServerConfiguration(endpoints: endpoints)) { _ in
                EchoHandler()
            }
            do throws(ServerError) {
                try server.start()
                Issue.record("it has started")
            } catch {
                guard case .unusable = error else {
                    Issue.record("\(error)")
                    continue
                }
            }
        }
    }
}
