import Glibc

/// The repository's own files, found from where this one lies.
package enum Repository {
    package struct File: Sendable {
        /// Relative to the root.
        package let path: String
        package let lines: [Substring]
    }

    package static let root: String = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/")
    }()

    /// All Swift files of the product, of its tests and of its fuzz targets.
    package static let swift: [File] =
        (files(in: "Sources") + files(in: "Tests") + files(in: "Fuzz"))
        .filter { $0.hasSuffix(".swift") }
        .map(read)

    package static let sources: [File] = swift.filter { $0.path.hasPrefix("Sources/") }

    /// Paths of all files below a folder, relative to the root and in order; hidden ones are left out.
    package static func files(in folder: String) -> [String] {
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

    private static func read(_ path: String) -> File {
        let bytes: [UInt8]
        do {
            bytes = try TratoTesting.File.read("\(root)/\(path)")
        } catch {
            preconditionFailure("\(path) cannot be read: \(error)")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return File(
            path: path, lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    }
}
