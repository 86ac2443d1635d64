import Glibc

/// Writes the last transaction of a write-ahead log once more, and syncs it, before anybody builds on it.
///
/// After a failed sync the system may keep pages in memory that it has marked as written and never wrote. The server ends
/// then; but the one that starts after it reads those pages back, takes the transaction for durable, and commits behind it.
/// At a power cut the log would end at the hole, and everything behind it would be gone although it was acknowledged.
/// Every transaction but the last was synced before the next one began, so only the last is in doubt. Its bytes stay the
/// same, so a power cut in the middle does no harm. <https://www.sqlite.org/fileformat2.html#walformat>
enum LogTail {
    private static let headerSize = 32
    private static let frameHeaderSize = 24

    /// Does nothing without a log; throws `inputOutput` or `full` when the disk still refuses.
    ///
    /// For the one process that may write, before it opens the database.
    static func writeAgain(of database: String) throws(StoreError) {
        let path = database + "-wal"
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return }
            throw .system(path)
        }
        defer { close(descriptor) }
        guard let tail = lastTransaction(in: descriptor) else { return }
        try copy(tail, in: descriptor, path)
        guard fsync(descriptor) == 0 else { throw .system(path) }
    }

    /// Where the last transaction stands: from the frame behind the commit before it to its own commit frame.
    ///
    /// Only frames with the salts of the header belong to the log, older ones are left over. Sums are not looked at: bytes
    /// that are no transaction after all are written back as they are.
    static func lastTransaction(in descriptor: Int32) -> Range<Int>? {
        guard let header = read(headerSize, at: 0, descriptor) else { return nil }
        let pageSize = Int(bigEndian(header, 8))
        guard pageSize >= 512, pageSize <= 65_536 else { return nil }
        let salts = header[16..<24]
        let size = Int(lseek(descriptor, 0, SEEK_END))
        var (begin, end, next) = (0, 0, headerSize)
        while let frame = read(frameHeaderSize, at: next, descriptor), frame[8..<16] == salts {
            next += frameHeaderSize + pageSize
            let isCommit = bigEndian(frame, 4) != 0
            if isCommit, next <= size { (begin, end) = (end, next) }
        }
        return end == 0 ? nil : begin..<end
    }

    private static func copy(
        _ range: Range<Int>, in descriptor: Int32, _ path: String
    ) throws(StoreError) {
        for offset in stride(from: range.lowerBound, to: range.upperBound, by: 1 << 20) {
            let count = min(1 << 20, range.upperBound - offset)
            guard let bytes = read(count, at: offset, descriptor) else {
                throw .inputOutput("\(path) ends early")
            }
            guard pwrite(descriptor, bytes, count, off_t(offset)) == count else {
                throw .system(path)
            }
        }
    }

    /// Nil when the file has not as many bytes there.
    private static func read(_ count: Int, at offset: Int, _ descriptor: Int32) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
        }
        return bytes.count == count ? bytes : nil
    }

    private static func bigEndian(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
