import CZlib

/// A gzip stream (RFC 1952) that makes one member after the other, in memory that it keeps, or one member piece by piece.
///
/// zlib's state takes 256 KiB: a loop has one, and other threads make one for each large content.
final class GzipWriter {
    /// Bytes that zlib holds for each (zconf.h: (1 << 17) + (1 << 17), and the small of it).
    static let memory = 268 * 1024
    // zlib remembers where its stream lies, so it may not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let room: UnsafeMutableBufferPointer<UInt8>

    /// A writer for contents up to `capacity` bytes, or of any length when they come piece by piece.
    init(level: Int, capacity: Int = 0) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // Anything but success is a lack of memory, which ends a Swift program everywhere else too.
        precondition(trato_gzip_begin(stream, Int32(level)) == Z_OK, "zlib has no memory")
        room = .allocate(capacity: Int(deflateBound(stream, UInt(capacity))))
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        room.deallocate()
    }

    /// The content as one member; valid until the next call.
    func pack(_ content: [UInt8]) -> UnsafeBufferPointer<UInt8> {
        deflateReset(stream)
        let code = content.withUnsafeBufferPointer { bytes in
            stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
            stream.pointee.avail_in = UInt32(bytes.count)
            stream.pointee.next_out = room.baseAddress
            stream.pointee.avail_out = UInt32(room.count)
            return deflate(stream, Z_FINISH)
        }
        precondition(code == Z_STREAM_END, "a content is larger than its writer was made for")
        return UnsafeBufferPointer(rebasing: room[..<Int(stream.pointee.total_out)])
    }

    /// Takes the next piece of a content and gives what can be sent by now, nothing for a while when it packs well.
    func add(_ piece: [UInt8]) -> [UInt8] { run(piece, Z_NO_FLUSH) }

    /// What is left of a content that came piece by piece, and its end.
    func end() -> [UInt8] { run([], Z_FINISH) }

    private func run(_ piece: [UInt8], _ flush: Int32) -> [UInt8] {
        var packed: [UInt8] = []
        piece.withUnsafeBufferPointer { bytes in
            stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
            stream.pointee.avail_in = UInt32(bytes.count)
            repeat {
                packed += [UInt8](unsafeUninitializedCapacity: 16 * 1024) { room, count in
                    stream.pointee.next_out = room.baseAddress
                    stream.pointee.avail_out = UInt32(room.count)
                    // It says that there was nothing to do when the room before was filled to its last byte.
                    let code = deflate(stream, flush)
                    precondition(code >= Z_OK || code == Z_BUF_ERROR, "zlib lost its state")
                    count = room.count - Int(stream.pointee.avail_out)
                }
            } while stream.pointee.avail_out == 0
        }
        return packed
    }
}

/// Whole contents as gzip and back.
package enum Gzip {
    /// The content as one member; takes some milliseconds for each hundred kilobytes.
    package static func pack(_ content: [UInt8], level: Int) -> [UInt8] {
        let writer = GzipWriter(level: level, capacity: content.count)
        return withExtendedLifetime(writer) { Array(writer.pack(content)) }
    }

    /// Why a body was not unpacked.
    package enum Failure: Error, Sendable, Equatable {
        /// It would become larger than `Limits.unpacked` or `Limits.unpackRatio` allow.
        case tooLarge
        /// It is broken, ends early, or something else follows it.
        case malformed
    }

    /// What one or more members hold (RFC 1952 section 2.2).
    ///
    /// Costs memory and time up to the limit and no more, whatever the members claim.
    package static func unpack(_ packed: [UInt8], limits: Limits) throws(Failure) -> [UInt8] {
        let limit = min(limits.unpacked, packed.count * limits.unpackRatio)
        var outcome: Failure?
        // Memory is asked for up to the limit; the kernel gives it page by page as it is written.
        let content = [UInt8](unsafeUninitializedCapacity: limit + 1) { room, count in
            packed.withUnsafeBufferPointer { outcome = unpack($0, room, &count) }
        }
        if let outcome { throw outcome }
        return content
    }

    /// Fills the room and says how much of it; to fill it wholly is too much.
    private static func unpack(
        _ packed: UnsafeBufferPointer<UInt8>, _ room: UnsafeMutableBufferPointer<UInt8>,
        _ count: inout Int
    ) -> Failure? {
        var stream = z_stream()
        return withUnsafeMutablePointer(to: &stream) { stream in
            precondition(trato_gunzip_begin(stream) == Z_OK, "zlib has no memory")
            defer { inflateEnd(stream) }
            stream.pointee.next_in = UnsafeMutablePointer(mutating: packed.baseAddress)
            stream.pointee.avail_in = UInt32(packed.count)
            stream.pointee.next_out = room.baseAddress
            stream.pointee.avail_out = UInt32(room.count)
            while true {
                let code = inflate(stream, Z_NO_FLUSH)
                count = room.count - Int(stream.pointee.avail_out)
                if count == room.count { return .tooLarge }
                guard code == Z_STREAM_END else { return .malformed }
                if stream.pointee.avail_in == 0 { return nil }
                inflateReset(stream)
            }
        }
    }
}
