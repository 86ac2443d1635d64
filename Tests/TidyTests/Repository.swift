import Glibc

/// The repository's own files, found from where this one lies.
struct Repository {
    struct File: Sendable {
        /// Relative to the root.
        let path: String
        let lines: [Substring]
    }

    static let root: String = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/")
    }()

    /// All Swift files of the product, of its tests and of its fuzz targets.
    static let swift: [File] = (files(in: "Sources") + files(in: "Tests") + files(in: "Fuzz"))
        .filter { $0.hasSuffix(".swift") }
        .map(read)

    static let sources: [File] = swift.filter { $0.path.hasPrefix("Sources/") }

    static func files(in folder: String) -> [String] {
        guard let opened = opendir("\(root)/\(folder)") else { return [] }
        defer { closedir(opened) }
        var found: [String] = []
        while let entry = readdir(opened) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix(".") else { continue }
            let path = "\(folder)/\(name)"
            var status = stat()
            guard stat("\(root)/\(path)", &status) == 0 else { continue }
            found += status.st_mode & S_IFMT == S_IFDIR ? files(in: path) : [path]
        }
        return found.sorted()
    }

    static func read(_ path: String) -> File {
        guard let file = fopen("\(root)/\(path)", "r") else {
            preconditionFailure("\(path) cannot be read")
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return File(
            path: path, lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    }
}
