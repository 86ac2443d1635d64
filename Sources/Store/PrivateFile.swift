import Glibc

/// Files that hold everything, hence readable by their owner alone.
enum PrivateFile {
    /// Opens a file for reading and writing and makes it when it is missing.
    ///
    /// Throws `inputOutput` with the system's words.
    static func open(_ path: String, flags: Int32 = 0) throws(StoreError) -> Int32 {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | flags, 0o600)
        guard descriptor >= 0 else { throw .system(path) }
        return descriptor
    }

    /// Bytes of a file; nil when there is none.
    static func size(of path: String) -> Int? {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : nil
    }
}

extension StoreError {
    /// What the system has just said about a file.
    static func system(_ path: String) -> StoreError {
        let cause = errno
        return [ENOSPC, EDQUOT].contains(cause)
            ? .full : .inputOutput("\(path): \(String(cString: strerror(cause)))")
    }
}
