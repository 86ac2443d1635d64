import Glibc

/// A folder of its own that goes when the object goes.
///
/// It lies in memory where the system has such a place, so that `fsync` costs nothing.
package final class TestFolder: Sendable {
    package let path: String

    package init() {
        let base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array("\(base)/trato-test-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "no folder can be made in \(base)")
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        guard let folder = opendir(path) else { return }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { unlink("\(path)/\(name)") }
        }
        closedir(folder)
        rmdir(path)
    }

    package func file(_ name: String) -> String { "\(path)/\(name)" }
}
