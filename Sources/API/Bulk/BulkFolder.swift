import Glibc
import Schema
import Store

/// The folder beside the database with the files of imports and exports, readable by its owner alone.
package struct BulkFolder: Sendable {
    let path: String

    /// Room that is left to the database, whatever is sent.
    private static let reserve = 64 << 20

    init(beside database: String) { path = database + "-files" }

    func imported(_ id: RecordID) -> String { "\(path)/\(id.text).import" }

    func exported(_ id: RecordID) -> String { "\(path)/\(id.text).export" }

    /// Makes the folder when it is missing.
    func prepare() throws {
        guard mkdir(path, 0o700) != 0, errno != EEXIST else { return }
        throw errno == ENOSPC ? StoreError.full : BulkFailure.system(path)
    }

    /// Throws `storage_full` when so many bytes have no room.
    func require(_ bytes: Int) throws {
        var space = statvfs()
        guard statvfs(path, &space) == 0 else { throw BulkFailure.system(path) }
        let free = Int(space.f_bavail) * Int(space.f_frsize)
        guard free - Self.reserve >= bytes else { throw StoreError.full }
    }

    func remove(_ file: String) { unlink(file) }

    /// Gives an upload the name under which its import finds it.
    func take(_ upload: Upload, as id: RecordID) throws {
        guard rename(upload.path, imported(id)) == 0 else { throw BulkFailure.system(upload.path) }
        upload.keep()
        try sync()
    }

    /// Files that were on their way when a process ended.
    func removeUploads() {
        for name in files() where name.hasSuffix(".upload") { unlink("\(path)/\(name)") }
    }

    /// Removes the files of what has ended.
    func removeUnused(_ database: Database) throws {
        let needed = try database.read { tx in
            var names: Set<String> = []
            try tx.query(
                text: "SELECT id FROM imports WHERE status IN ('queued', 'running')"
            ) { names.insert("\(RecordID($0.uuid(0)).text).import") }
            try tx.query(
                text: "SELECT id FROM exports WHERE status IN ('queued', 'running', 'completed')"
            ) { names.insert("\(RecordID($0.uuid(0)).text).export") }
            return names
        }
        // An import whose commit is under way has its file already: what is young stays.
        let young = time(nil) - 3_600
        for name in files() where !name.hasSuffix(".upload") && !needed.contains(name) {
            var status = stat()
            let file = "\(path)/\(name)"
            guard stat(file, &status) == 0, status.st_mtim.tv_sec < young else { continue }
            unlink(file)
        }
    }

    private func files() -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    /// A name that was made is on the disk after a sync of its folder.
    func sync() throws {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BulkFailure.system(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw BulkFailure.system(path) }
    }
}
