import CLinux
import Glibc

/// An exclusive lock, held until the process ends: on a file beside the database, which is there before the database is, or
/// inside the database itself, which holds by whatever name it is opened.
final class FileLock: Sendable {
    private let descriptor: Int32

    init(path: String, of database: String) throws(StoreError) {
        descriptor = try PrivateFile.open(path)
        // The object is complete, so `deinit` closes the file; another close might hit a descriptor
        // that another thread has opened meanwhile.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw .locked(path: database) }
    }

    /// Locks a byte of the database that no file is long enough to have, so that SQLite's own locks are not met
    /// (https://www.sqlite.org/lockingv3.html); the kind belongs to the descriptor and not to the process (fcntl(2)), so
    /// that closing another one does not end it.
    ///
    /// Closing this one ends the locks of SQLite: it must outlive the connections.
    init(inside database: String) throws(StoreError) {
        descriptor = open(database, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(database) }
        var range = Glibc.flock()
        range.l_type = Int16(F_WRLCK)
        range.l_whence = Int16(SEEK_SET)
        range.l_start = .max - 1
        range.l_len = 1
        guard fcntl(descriptor, Self.setOpenFileLock, &range) == 0 else {
            throw errno == EAGAIN || errno == EACCES
                ? .locked(path: database) : .system(database)
        }
    }

    /// `F_OFD_SETLK` of fcntl(2), which the importer does not know.
    private static let setOpenFileLock: Int32 = 37

    /// Whether a path still leads to the file, as far as can be told.
    func isAt(_ path: String) -> Bool {
        var (mine, there) = (stat(), stat())
        guard fstat(descriptor, &mine) == 0 else { return true }
        guard stat(path, &there) == 0 else { return errno != ENOENT && errno != ENOTDIR }
        return mine.st_ino == there.st_ino && mine.st_dev == there.st_dev
    }

    deinit { close(descriptor) }
}
