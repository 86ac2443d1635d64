import API

/// Small files that are read whole.
enum TextFile {
    /// Throws `Failure` (EX_USAGE) when the file is missing, unreadable, no UTF-8, or over 1 MiB.
    static func read(_ path: String, as what: String) throws(Failure) -> String {
        let bytes: [UInt8]
        do throws(LocalFileError) {
            bytes = try LocalFile.read(path, limit: 1 << 20)
        } catch {
            throw .usage("\(what) \(path) \(error.reason).")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .usage("\(what) \(path) is not UTF-8.")
        }
        return text
    }
}
