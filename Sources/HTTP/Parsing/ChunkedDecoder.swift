import Glibc

/// Decodes a chunked body piece by piece (RFC 9112 section 7.1).
///
/// Extensions are checked, bounded and ignored; trailers are checked, bounded and discarded, since
/// no field of Trato's is defined to be in them. Every line must end in CRLF.
struct ChunkedDecoder {
    private enum State { case size, data(Int), dataEnd(Int), trailers, done }

    private var state = State.size
    /// The beginning of a line whose end has not arrived.
    private var line: [UInt8] = []
    private var extensions = 0
    private var trailers = 0

    /// Whether the last chunk and the trailers were read.
    var isDone: Bool {
        guard case .done = state else { return false }
        return true
    }

    /// Memory that an unfinished line takes.
    var held: Int { line.count }

    /// Reads from `cursor` on, appends content to `body`, and stops at the end of either.
    mutating func read(
        _ bytes: UnsafeBufferPointer<UInt8>, _ cursor: inout Int, into body: inout [UInt8],
        limits: Limits
    ) throws(Refusal) {
        while cursor < bytes.count {
            switch state {
            case .size:
                guard try takeLine(bytes, &cursor, limit: limits.chunkLine) else { return }
                try beginChunk(body.count, limits)
            case .data(let left):
                let count = min(left, bytes.count - cursor)
                body.append(contentsOf: bytes[cursor..<cursor + count])
                cursor += count
                state = count == left ? .dataEnd(0) : .data(left - count)
            case .dataEnd(let index):
                guard bytes[cursor] == (index == 0 ? 0x0D : 0x0A) else {
                    throw .malformed("A chunk is longer than its size.")
                }
                cursor += 1
                state = index == 0 ? .dataEnd(1) : .size
            case .trailers:
                guard try takeLine(bytes, &cursor, limit: limits.trailers - trailers) else {
                    return
                }
                try endTrailer()
            case .done: return
            }
        }
    }

    /// Moves bytes into `line` up to an LF; true when the line is whole, its CRLF then removed.
    private mutating func takeLine(
        _ bytes: UnsafeBufferPointer<UInt8>, _ cursor: inout Int, limit: Int
    ) throws(Refusal) -> Bool {
        let rest = bytes[cursor...]
        let feed = rest.firstIndex(of: 0x0A)
        let end = feed.map { $0 + 1 } ?? bytes.count
        guard line.count + (end - cursor) <= limit else {
            throw .malformed("A line of the chunked body is too long.")
        }
        line.append(contentsOf: bytes[cursor..<end])
        cursor = end
        guard feed != nil else { return false }
        guard line.count >= 2, line[line.count - 2] == 0x0D else {
            throw .malformed("A line of the chunked body ends without CR.")
        }
        trailers += line.count
        line.removeLast(2)
        return true
    }

    private mutating func beginChunk(_ already: Int, _ limits: Limits) throws(Refusal) {
        let header = try ChunkHeader(line)
        extensions += line.count - header.digits
        guard extensions <= limits.chunkExtensions else {
            throw .malformed("The chunk extensions are too long.")
        }
        guard header.size <= limits.body - already else { throw .bodyTooLarge }
        line.removeAll(keepingCapacity: true)
        trailers = 0
        state = header.size == 0 ? .trailers : .data(header.size)
    }

    private mutating func endTrailer() throws(Refusal) {
        if line.isEmpty {
            state = .done
            return
        }
        let broken = line.withUnsafeBufferPointer { bytes -> Refusal? in
            guard let base = bytes.baseAddress else { return nil }
            do throws(Refusal) {
                _ = try FieldLine(base, bytes.count)
                return nil
            } catch {
                return error
            }
        }
        if let broken { throw broken }
        line.removeAll(keepingCapacity: true)
    }
}
