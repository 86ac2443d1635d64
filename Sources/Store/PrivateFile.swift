import Glibc

/// Files that hold everything, hence readable by their owner alone, and names that outlive a power cut.
enum PrivateFile {
    /// Opens a file for reading and writing and makes it when it is missing.
    ///
    /// Throws `inputOutput` with the system's words.
    static func open(_ path: String, flags: Int32 = 0) throws(StoreError) -> Int32 {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | flags, 0o600)
        guard descriptor >= 0 else { throw .system(path) }
        return descriptor
    }

    /// A name that was made, replaced or removed is on the disk only after a sync of its folder.
    static func syncFolder(of path: String) throws(StoreError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system(folder) }
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
