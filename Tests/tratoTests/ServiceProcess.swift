import Glibc

/// The server as a service manager starts it: with a socket that was opened for it, and a socket
/// on which it tells how it is.
final class ServiceProcess {
    private let folder: String
    private let states: Int32
    private let process: pid_t
    let port: UInt16
    private var isReaped = false

    /// With a redirection and lines of shell that come before it; `$1` is a folder of its own.
    init(_ redirection: String = "", after before: String = ":") throws {
        var template = Array("/tmp/trato-service-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failed(call: "mkdtemp", code: errno) }
        folder = Self.text(template)
        states = try Self.bound(SOCK_DGRAM, to: Self.address(of: "\(folder)/notify"))
        var loopback = sockaddr_in()
        loopback.sin_family = sa_family_t(AF_INET)
        loopback.sin_addr.s_addr = inet_addr("127.0.0.1")
        let listener = try Self.bound(SOCK_STREAM, to: loopback)
        defer { close(listener) }
        guard listen(listener, 16) == 0 else { throw Failed(call: "listen", code: errno) }
        port = Self.port(of: listener)
        process = try Self.spawn(folder, listener, before, redirection)
    }

    deinit {
        if !isReaped {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
        close(states)
        for name in ["notify", "db", "db-wal", "db-shm", "db-lock", "out", "errors", "moved"] {
            unlink("\(folder)/\(name)")
        }
        rmdir(folder)
    }

    struct Failed: Error {
        let call: String
        let code: Int32
    }

    /// Waits at most twenty seconds for what the server says next.
    func nextState() -> String? {
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(states, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var buffer = [CChar](repeating: 0, count: 256)
        return recv(states, &buffer, 255, 0) > 0 ? Self.text(buffer) : nil
    }

    /// Ends the server and gives its exit status.
    func terminate() -> Int32 {
        kill(process, SIGTERM)
        return waitForEnd()
    }

    /// The exit status once it has ended.
    func waitForEnd() -> Int32 {
        var status: Int32 = 0
        waitpid(process, &status, 0)
        isReaped = true
        return status & 0x7f == 0 ? status >> 8 & 0xff : -(status & 0x7f)
    }

    /// Moves the database away under the server.
    func moveDatabase() -> Bool { rename("\(folder)/db", "\(folder)/moved") == 0 }

    /// The signals that a field of `/proc/PID/status` names, such as `SigBlk`.
    func signals(_ field: String) -> Set<Int32> {
        guard let file = fopen("/proc/\(process)/status", "r") else { return [] }
        defer { fclose(file) }
        var bytes = [CChar](repeating: 0, count: 8192)
        fread(&bytes, 1, 8191, file)
        let line = Self.text(bytes).split(separator: "\n").first { $0.hasPrefix(field + ":") }
        let mask = line.flatMap {
            UInt64($0.dropFirst(field.count + 1).filter { $0 != "\t" }, radix: 16)
        }
        return Set((1..<32).filter { (mask ?? 0) >> UInt64($0 - 1) & 1 == 1 })
    }

    /// What the server printed.
    func output() -> String {
        guard let file = fopen("\(folder)/out", "r") else { return "" }
        defer { fclose(file) }
        var bytes = [CChar](repeating: 0, count: 4096)
        fread(&bytes, 1, 4095, file)
        return Self.text(bytes)
    }

    /// The first line of the answer to a request.
    func ask(_ path: String) throws -> String {
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(client) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        guard Self.with(address, { connect(client, $0, $1) }) == 0 else {
            throw Failed(call: "connect", code: errno)
        }
        let request = Array("GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8)
        Glibc.send(client, request, request.count, Int32(MSG_NOSIGNAL))
        var buffer = [CChar](repeating: 0, count: 4096)
        recv(client, &buffer, 4095, 0)
        return String(Self.text(buffer).prefix { $0 != "\r\n" })
    }

    /// Runs the binary beside this one; a shell knows the process id that the protocol wants.
    private static func spawn(
        _ folder: String, _ listener: Int32, _ before: String, _ redirection: String
    ) throws -> pid_t {
        let here = CommandLine.arguments[0].split(separator: "/").dropLast().joined(separator: "/")
        let root = CommandLine.arguments[0].hasPrefix("/") ? "/" : ""
        let line =
            "\(before); LISTEN_PID=$$ exec \"$0\" serve --listen systemd --database \"$1/db\" "
            + "--log-level debug >\"$1/out\" \(redirection)"
        let arguments = ["sh", "-c", line, "\(root)\(here)/trato", folder]
        // Where libraries are, and what scripts/sanitize has to say, hold for the server too.
        let names: [String] = ["LD_LIBRARY_PATH", "ASAN_OPTIONS", "TSAN_OPTIONS"]
        let inherited = names.compactMap { name in
            getenv(name).map { "\(name)=\(String(cString: $0))" }
        }
        let environment =
            ["LISTEN_FDS=1", "LISTEN_FDNAMES=web", "NOTIFY_SOCKET=\(folder)/notify"] + inherited
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, listener, 3)
        let texts = (arguments + environment).map { strdup($0) }
        defer { for text in texts { free(text) } }
        var process = pid_t()
        let code = posix_spawn(
            &process, "/bin/sh", &actions, nil, texts[..<arguments.count] + [nil],
            texts[arguments.count...] + [nil])
        guard code == 0 else { throw Failed(call: "posix_spawn", code: code) }
        return process
    }

    private static func bound<Address>(
        _ kind: __socket_type, to address: Address
    ) throws -> Int32 {
        let family = withUnsafeBytes(of: address) { $0.load(as: sa_family_t.self) }
        let descriptor = socket(Int32(family), Int32(kind.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard with(address, { bind(descriptor, $0, $1) }) == 0 else {
            throw Failed(call: "bind", code: errno)
        }
        return descriptor
    }

    private static func address(of path: String) -> sockaddr_un {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        return address
    }

    private static func port(of descriptor: Int32) -> UInt16 {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            _ = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &size)
            }
        }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func with<Address>(
        _ address: Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    private static func text(_ bytes: [CChar]) -> String {
        String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
