import COpenSSL

// OpenSSL is given no socket: a session reads sealed bytes from the loop's receive buffer, where
// `recv` has put them, and writes sealed bytes to a buffer of the loop, from which the connection
// sends them. OpenSSL's own memory BIO would do the same with a copy more and two buffers per
// connection that never shrink; this one has no memory, so all sessions of a loop share it.
//
// Only one session is inside OpenSSL at a time, for the loop is one thread, and each call of
// `TLSSession` sets the input and takes the output, so no session sees bytes of another.

/// The ends of the pipe into OpenSSL, one for all TLS sessions of a loop.
final class Wire {
    /// What a session opened: the plain bytes of one `recv`, and of a record begun before.
    let opened: UnsafeMutableBufferPointer<UInt8>
    /// What sessions sealed, to be sent before the next one seals.
    let output = OutputBuffer()
    /// What is left of the sealed bytes.
    fileprivate(set) var input = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    /// For connections that come from now on.
    var context: TLSContext
    private let bio: OpaquePointer

    /// `received` is the size of the loop's receive buffer.
    init(context: TLSContext, received: Int) throws(ServerError) {
        guard let bio = BIO_new(Wire.method) else {
            throw .unusable("TLS", reason: OpenSSLError.takeReason())
        }
        self.context = context
        self.bio = bio
        // Sealing only adds; of a record whose beginning came earlier there are at most 16 KiB.
        opened = .allocate(capacity: received + 17 * 1024)
        BIO_set_data(bio, Unmanaged.passUnretained(self).toOpaque())
        BIO_set_init(bio, 1)
    }

    deinit {
        BIO_free(bio)
        opened.deallocate()
    }

    /// A session that waits for a client's first bytes; nil when there is no memory.
    func makeSession() -> TLSSession? {
        guard let session = SSL_new(context.pointer) else { return nil }
        // One reference for reading, one for writing, both given to the session.
        BIO_up_ref(bio)
        BIO_up_ref(bio)
        SSL_set_bio(session, bio, bio)
        SSL_set_accept_state(session)
        return TLSSession(session, wire: self, asksClient: context.asksClients)
    }

    /// Runs a call of OpenSSL with sealed bytes to read.
    @inline(__always)
    func reading<R>(_ bytes: UnsafeBufferPointer<UInt8>, _ body: () -> R) -> R {
        input = bytes
        defer { input = UnsafeBufferPointer(start: nil, count: 0) }
        return body()
    }

    private func take(_ target: UnsafeMutableRawPointer, _ count: Int) -> Int {
        let count = min(count, input.count)
        guard count > 0, let start = input.baseAddress else { return 0 }
        target.copyMemory(from: start, byteCount: count)
        input = UnsafeBufferPointer(rebasing: input[count...])
        return count
    }
}

extension Wire {
    /// The kind of BIO that reads from and writes to a `Wire`; made once and never freed.
    nonisolated(unsafe) private static let method: OpaquePointer? = {
        let kind = BIO_get_new_index() | BIO_TYPE_SOURCE_SINK
        let method = BIO_meth_new(kind, "wire")
        BIO_meth_set_read(method) { bio, target, count in
            trato_bio_is_ready(bio)
            guard let target, let wire = Wire.of(bio) else { return -1 }
            let taken = wire.take(target, Int(count))
            if taken == 0 { trato_bio_wants_input(bio) }
            return taken == 0 ? -1 : Int32(taken)
        }
        BIO_meth_set_write(method) { bio, source, count in
            trato_bio_is_ready(bio)
            guard let source, let wire = Wire.of(bio) else { return -1 }
            source.withMemoryRebound(to: UInt8.self, capacity: Int(count)) {
                wire.output.append($0, Int(count))
            }
            return count
        }
        // Nothing is buffered, so flushing is done; every other wish is unknown here.
        BIO_meth_set_ctrl(method) { _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0 }
        return method
    }()

    private static func of(_ bio: OpaquePointer?) -> Wire? {
        BIO_get_data(bio).map { Unmanaged<Wire>.fromOpaque($0).takeUnretainedValue() }
    }
}
