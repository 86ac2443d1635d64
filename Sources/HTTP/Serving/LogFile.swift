import CLinux
import Glibc
import Synchronization

/// Where the access logs of all loops go: a file, a pipe or a socket that takes whole lines of one loop at a time.
///
/// What it does not take at once is not waited for, but a line that was begun is ended before another one begins.
final class LogFile: Sendable {
    /// How a descriptor is written to without waiting for its reader.
    private enum Kind { case file, socket, pipe }

    /// What a write came to.
    enum Outcome: Equatable {
        /// So many bytes are done with: whole lines.
        case taken(Int)
        /// It cannot be written to now, nor after a while.
        case failed
    }

    private let descriptor: Int32
    private let kind: Kind
    /// The rest of a line that was begun.
    private let begun = Mutex<[UInt8]>([])

    init(descriptor: Int32) {
        self.descriptor = descriptor
        var status = stat()
        let type = fstat(descriptor, &status) == 0 ? status.st_mode & S_IFMT : S_IFREG
        kind = type == S_IFREG ? .file : type == S_IFSOCK ? .socket : .pipe
    }

    /// Writes lines, each with its end.
    func write(_ lines: [UInt8]) -> Outcome {
        begun.withLock { begun in
            if !begun.isEmpty {
                guard let count = put(begun[...]) else { return .failed }
                begun.removeFirst(count)
                guard begun.isEmpty else { return .taken(0) }
            }
            guard let count = put(lines[...]) else { return .failed }
            guard count > 0, count < lines.count, lines[count - 1] != 0x0A else {
                return .taken(count)
            }
            let end = lines[count...].firstIndex(of: 0x0A).map { $0 + 1 } ?? lines.count
            begun = Array(lines[count..<end])
            return .taken(end)
        }
    }

    /// How many bytes were taken; nil when it is of no use to try again.
    private func put(_ bytes: ArraySlice<UInt8>) -> Int? {
        var done = 0
        bytes.withUnsafeBytes { bytes in
            while done < bytes.count {
                let count = putSome(UnsafeRawBufferPointer(rebasing: bytes[done...]))
                guard count > 0 else {
                    if count < 0, errno == EINTR { continue }
                    break
                }
                done += count
            }
        }
        return done > 0 || bytes.isEmpty || errno == EAGAIN ? done : nil
    }

    private func putSome(_ bytes: UnsafeRawBufferPointer) -> Int {
        switch kind {
        case .file: return Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        case .socket: return trato_send(descriptor, bytes.baseAddress, bytes.count)
        case .pipe:
            // Others may share the pipe, so it is not made one that never blocks: when it says that it takes
            // something, that is PIPE_BUF bytes at least (pipe(7)).
            var event = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&event, 1, 0) > 0 else {
                errno = EAGAIN
                return -1
            }
            return Glibc.write(descriptor, bytes.baseAddress, min(bytes.count, 4096))
        }
    }
}
