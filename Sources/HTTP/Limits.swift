/// Every bound of the HTTP server in one place, with its default.
///
/// A message beyond a bound is refused with the status that RFC 9110 or RFC 6585 names for it.
package struct Limits: Sendable {
    /// Bytes of the request line, its CRLF included: 414 beyond.
    package var requestLine = 16 * 1024
    /// Bytes of the header section, from the first field line to the empty line: 431 beyond.
    package var headers = 32 * 1024
    /// Field lines of one request: 431 beyond.
    package var fields = 100
    /// Bytes of a request body after chunked decoding: 413 beyond.
    package var body = 4 * 1024 * 1024
    /// Bytes of a body after its content coding was undone: 413 beyond.
    package var unpacked = 8 * 1024 * 1024
    /// How many times larger a body may become by that: 413 beyond.
    package var unpackRatio = 100
    /// Levels of arrays and objects in a JSON body: 400 beyond.
    package var jsonDepth = 64
    /// Bytes of one chunk-size line with its extensions: 400 beyond (RFC 9112 section 7.1.1).
    package var chunkLine = 1024
    /// Bytes of all chunk extensions of one body: 400 beyond.
    package var chunkExtensions = 16 * 1024
    /// Bytes of a trailer section, which is checked and discarded: 400 beyond.
    package var trailers = 8 * 1024
    /// Seconds for a whole head, from its first byte: 408 beyond.
    package var headSeconds = 10
    /// Seconds without a byte of a body that is awaited: 408 beyond.
    package var bodySeconds = 60
    /// Bytes of a body that must arrive per second on average once `bodySeconds` are over: 408 for
    /// fewer, since a client that sends one byte now and then would hold its connection for months.
    package var bodyRate = 500
    /// Seconds between requests before the connection is closed.
    package var idleSeconds = 60
    /// Seconds without progress while the peer does not read its answer.
    package var writeSeconds = 60
    /// Seconds to wait for the peer's end after the last answer (RFC 9112 section 9.6).
    package var lingerSeconds = 2
    /// Bytes read and discarded in that time.
    package var lingerBytes = 16 * 1024 * 1024
    /// Requests of one connection that may wait for their answers; beyond, its socket is not read.
    package var pipelined = 32
    /// Bytes of unsent answers of one connection beyond which its socket is not read.
    package var backlog = 256 * 1024
    /// Bytes of answers that the kernel takes for one connection before it can send them.
    package var unsentInKernel = 128 * 1024
    /// Bytes that the connections of one loop may hold together, of messages that are not complete and
    /// of answers that were not taken: the slowest are ended beyond (503 while a request comes in).
    package var held = 64 * 1024 * 1024
    /// Bytes a `BodyStream` may be ahead of its reader.
    package var streamBacklog = 1024 * 1024
    /// Bytes of unwritten access log per loop; lines beyond are counted and dropped.
    package var logBacklog = 1024 * 1024
    /// Connections of the whole server; accepting pauses beyond.
    package var connections = Limits.connectionsAllowed()

    /// The defaults.
    package init() {}

    /// Milliseconds in which a body of which so many bytes came has to be complete.
    func bodyMilliseconds(_ received: Int) -> Int64 {
        Int64(bodySeconds) * 1000 + Int64(received) * 1000 / Int64(max(1, bodyRate))
    }

    /// `held`, but never less than two of the largest bodies need.
    var heldTogether: Int { max(held, 2 * body) }

    /// Bytes that a whole head may have.
    var head: Int { requestLine + headers }
}
