import CZlib

/// Unpacks gzip piece by piece (RFC 1952), in memory that does not grow with the content.
package final class GzipReader {
    // zlib remembers where its stream lies, so it may not move.
    private let stream: UnsafeMutablePointer<z_stream>
    /// Whether the last member that began is whole.
    private var isWhole = true
    private var packed: [UInt8] = []
    private var start = 0

    package init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // Anything but success is a lack of memory, which ends a Swift program everywhere else too.
        precondition(trato_gunzip_begin(stream) == Z_OK, "zlib has no memory")
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Whether everything that was fed has been read.
    package var needsMore: Bool { start == packed.count }

    /// Adds packed bytes; only when `needsMore`.
    package func feed(_ bytes: [UInt8]) {
        precondition(needsMore)
        packed = bytes
        start = 0
    }

    /// Fills the room as far as what was fed goes; throws what is no gzip.
    package func read(
        into room: UnsafeMutableBufferPointer<UInt8>
    ) throws(Gzip.Failure) -> Int {
        var filled = 0
        while filled < room.count, start < packed.count {
            var code = Z_OK
            packed.withUnsafeBufferPointer { bytes in
                guard let base = bytes.baseAddress, let out = room.baseAddress else { return }
                stream.pointee.next_in = UnsafeMutablePointer(mutating: base + start)
                stream.pointee.avail_in = UInt32(packed.count - start)
                stream.pointee.next_out = out + filled
                stream.pointee.avail_out = UInt32(room.count - filled)
                code = inflate(stream, Z_NO_FLUSH)
                start = packed.count - Int(stream.pointee.avail_in)
                filled = room.count - Int(stream.pointee.avail_out)
            }
            switch code {
            case Z_OK, Z_BUF_ERROR: isWhole = false
            case Z_STREAM_END:
                isWhole = true
                inflateReset(stream)
            default: throw .malformed
            }
        }
        return filled
    }

    /// Throws when the last member has no end.
    package func finish() throws(Gzip.Failure) {
        guard isWhole else { throw .malformed }
    }
}
