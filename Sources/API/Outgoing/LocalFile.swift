import Glibc

/// Files of the operator that are read whole.
package enum LocalFile {
    /// Throws when the file is missing, unreadable, or has over `limit` bytes.
    package static func read(_ path: String, limit: Int) throws(LocalFileError) -> [UInt8] {
        guard let file = fopen(path, "rbe") else {
            throw LocalFileError("cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { break }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw LocalFileError("has over \(limit) bytes") }
        }
        guard ferror(file) == 0 else {
            throw LocalFileError("cannot be read: \(String(cString: strerror(errno)))")
        }
        return bytes
    }
}

/// Why a file cannot be used: the end of a sentence that begins with its path.
package struct LocalFileError: Error {
    package let reason: String

    init(_ reason: String) { self.reason = reason }
}
