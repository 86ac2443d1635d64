import CLinux
import Glibc

/// A listening socket in the file system (unix(7)).
enum UnixListener {
    /// Makes the socket file and listens.
    ///
    /// A file that an earlier process left behind is replaced, but only when nobody answers there.
    /// Throws `ServerError.addressInUse` when somebody does, and `unusable` for a path that is
    /// something else, too long or not ours to write.
    static func open(
        path: String, mode: UInt32
    ) throws(ServerError) -> (descriptor: Int32, file: SocketFile) {
        let address = try SocketAddress(path: path)
        try removeStale(path, address)
        let socket = trato_stream_socket(AF_UNIX)
        guard socket >= 0 else { throw .system("socket", errno) }
        guard address.withPointer({ bind(socket, $0, $1) }) == 0 else {
            let code = errno
            close(socket)
            guard code != EADDRINUSE else { throw .addressInUse("unix:" + path) }
            throw unusable(path, String(cString: strerror(code)))
        }
        // Nobody can connect before `listen`, so nobody slips in with the bits of the umask.
        guard let file = SocketFile(path), chmod(path, mode) == 0, listen(socket, 1024) == 0 else {
            let code = errno
            close(socket)
            unlink(path)
            throw unusable(path, String(cString: strerror(code)))
        }
        return (socket, file)
    }

    private static func removeStale(
        _ path: String, _ address: SocketAddress
    ) throws(ServerError) {
        var status = stat()
        // What is wrong with a path that cannot be looked at is told by `bind`.
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw unusable(path, "a file that is no socket is in its place")
        }
        let probe = trato_stream_socket(AF_UNIX)
        guard probe >= 0 else { throw .system("socket", errno) }
        defer { close(probe) }
        if address.withPointer({ connect(probe, $0, $1) }) == 0 || errno == EAGAIN {
            throw .addressInUse("unix:" + path)
        }
        guard errno == ECONNREFUSED else { throw unusable(path, String(cString: strerror(errno))) }
        guard unlink(path) == 0 || errno == ENOENT else {
            throw unusable(path, String(cString: strerror(errno)))
        }
    }

    private static func unusable(_ path: String, _ reason: String) -> ServerError {
        .unusable("The socket file \(path)", reason: reason)
    }
}

/// A file that this process made and shall remove.
struct SocketFile: Sendable {
    private let path: String
    private let device: dev_t
    private let inode: ino_t

    /// Nil, with `errno`, when there is no such file.
    init?(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.path = path
        device = status.st_dev
        inode = status.st_ino
    }

    /// Removes the file, unless another process has put its own in the place.
    func remove() {
        guard let there = SocketFile(path), there.device == device, there.inode == inode else {
            return
        }
        unlink(path)
    }
}
