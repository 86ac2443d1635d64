import Glibc

/// The system's copy of the IANA time zone database.
enum TimeZoneDirectory {
    /// `TZDIR`, as for the C library, or where Linux systems keep the files.
    private static let path: String = {
        guard let path = getenv("TZDIR"), path.pointee != 0 else { return "/usr/share/zoneinfo" }
        return String(cString: path)
    }()

    /// The largest file in use has 4 kB.
    private static let largestFile = 65_536

    /// The bytes of a zone's file; nil when there is no such regular file, or it is too large or
    /// cannot be read.
    ///
    /// `name` has been checked: it cannot lead out of the directory.
    static func read(_ name: String) -> [UInt8]? {
        let file = open("\(path)/\(name)", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            (1...largestFile).contains(Int(status.st_size))
        else { return nil }
        return read(file, count: Int(status.st_size))
    }

    private static func read(_ file: Int32, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let received = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(file, buffer.baseAddress.map { $0 + filled }, count - filled)
            }
            if received < 0, errno == EINTR { continue }
            guard received > 0 else { return nil }
            filled += received
        }
        return bytes
    }
}
