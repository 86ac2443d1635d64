import CLinux
import Glibc

/// An exclusive lock on a file beside the database, held until the process ends.
final class FileLock: Sendable {
    private let descriptor: Int32

    init(path: String, of database: String) throws(StoreError) {
        descriptor = try PrivateFile.open(path)
        // The object is complete, so `deinit` closes the file; another close might hit a descriptor
        // that another thread has opened meanwhile.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw .locked(path: database) }
    }

    deinit { close(descriptor) }
}
