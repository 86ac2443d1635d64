import Glibc

/// Small files that are read whole.
enum TextFile {
    /// Throws `Failure` (EX_USAGE) when the file is missing, unreadable, no UTF-8, or over 1 MiB.
    static func read(_ path: String, as what: String) throws(Failure) -> String {
        guard let file = fopen(path, "rbe") else {
            throw .usage("\(what) \(path) cannot be read: \(String(cString: strerror(errno))).")
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        guard ferror(file) == 0, feof(file) != 0 else {
            throw .usage("\(what) \(path) cannot be read, or has over 1 MiB.")
        }
        guard let text = String(validating: bytes[..<count], as: UTF8.self) else {
            throw .usage("\(what) \(path) is not UTF-8.")
        }
        return text
    }
}
