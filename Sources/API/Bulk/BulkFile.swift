import Glibc
import HTTP
import Schema
import Store

/// A file read from its beginning to its end in pieces, unpacked when it is gzip.
final class BulkFile {
    private let descriptor: Int32
    private let path: String
    private var gzip: GzipReader?
    private let piece: UnsafeMutableBufferPointer<UInt8>
    private(set) var buffer: [UInt8] = []
    /// Where in `buffer` the next row begins.
    private(set) var start = 0
    /// Bytes of the content before that.
    private(set) var offset: Int64 = 0
    private(set) var isAtEnd = false

    private static let pieceSize = 256 * 1024

    /// Throws what the system says.
    init(_ path: String) throws {
        self.path = path
        descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BulkFailure.system(path) }
        piece = .allocate(capacity: Self.pieceSize)
        var magic: [UInt8] = [0, 0]
        if pread(descriptor, &magic, 2, 0) == 2, magic == [0x1F, 0x8B] { gzip = GzipReader() }
    }

    deinit {
        close(descriptor)
        piece.deallocate()
    }

    /// Hands over what is in memory of the content from the next row on.
    func withRest<R>(
        _ body: (UnsafeBufferPointer<UInt8>) throws -> R
    ) rethrows -> R {
        try buffer.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[start...])) }
    }

    /// Goes on behind so many bytes.
    func advance(_ count: Int) {
        start += count
        offset += Int64(count)
    }

    /// Brings more into memory; false at the end.
    func fill() throws -> Bool {
        guard !isAtEnd else { return false }
        buffer.removeSubrange(..<start)
        start = 0
        let count = try gzip.map { try unpack($0) } ?? read()
        if count == 0 {
            isAtEnd = true
            return false
        }
        buffer.append(contentsOf: piece[..<count])
        return true
    }

    /// Goes on at a place of the content that was reached before.
    func skip(to target: Int64) throws {
        if gzip == nil {
            guard lseek(descriptor, off_t(target), SEEK_SET) == off_t(target) else {
                throw BulkFailure.system(path)
            }
            buffer = []
            start = 0
            isAtEnd = false
            offset = target
            return
        }
        while offset < target {
            let left = buffer.count - start
            if left == 0, try !fill() { throw BulkFailure("The file ends before \(target).") }
            advance(min(Int(target - offset), buffer.count - start))
        }
    }

    private func read() throws -> Int {
        while true {
            let count = Glibc.read(descriptor, piece.baseAddress, piece.count)
            if count >= 0 { return count }
            guard errno == EINTR else { throw BulkFailure.system(path) }
        }
    }

    private func unpack(_ gzip: GzipReader) throws -> Int {
        do {
            while true {
                if gzip.needsMore {
                    let count = try read()
                    guard count > 0 else {
                        try gzip.finish()
                        return 0
                    }
                    gzip.feed(Array(piece[..<count]))
                }
                let count = try gzip.read(into: piece)
                if count > 0 { return count }
            }
        } catch is Gzip.Failure {
            throw BulkFailure("The file is no whole gzip file.")
        }
    }
}

/// Why an import or export cannot go on: a sentence for who started it.
struct BulkFailure: Error {
    let sentence: String

    init(_ sentence: String) { self.sentence = sentence }

    static func system(_ path: String) -> BulkFailure {
        BulkFailure("The file cannot be used: \(String(cString: strerror(errno))).")
    }
}

extension Application {
    /// What who has asked for a piece of work may do now; the server itself when it was the command line.
    func holder(of credential: RecordID?, _ tx: Transaction) throws -> Access {
        guard let credential else { return .system }
        guard let access = try identity.holder(credential, tx) else {
            throw BulkFailure("Who has asked for it may not come in any more.")
        }
        return access
    }
}
