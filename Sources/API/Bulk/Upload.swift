import Dispatch
import Glibc
import HTTP
import Schema
import Store
import Synchronization

/// A file that a client sends, written while it arrives.
///
/// The loop hands pieces over; a queue of the upload's own writes them, so that a slow disk holds nobody up but the
/// client, whose socket is not read while more than a megabyte waits. Let go before it was kept, it removes its file.
final class Upload: BodyReceiver {
    private struct State {
        var descriptor: Int32
        var failure: (any Error)?
        var isKept = false
        var digest = StreamDigest()
        var count = 0
    }

    let path: String
    private let folder: BulkFolder
    private let queue = DispatchQueue(label: "trato.upload")
    private let waiting = Atomic(0)
    private let wake = Listener<Void>()
    private let slots: UploadSlots
    // Touched on `queue` only, and by `deinit`.
    private nonisolated(unsafe) var state: State

    private static let most = 1 << 20
    private static let enough = 256 << 10

    /// Makes the file; throws when that cannot be, or when too many are being sent.
    init(_ name: String, in folder: BulkFolder, _ slots: UploadSlots) throws {
        guard slots.take() else {
            var problem = Problem(.overloaded, "Too many files are being sent.")
            problem.retryAfterSeconds = 5
            throw problem
        }
        self.slots = slots
        self.folder = folder
        path = name
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        let cause = errno
        state = State(descriptor: descriptor)
        guard descriptor >= 0 else {
            throw [ENOSPC, EDQUOT].contains(cause) ? StoreError.full : BulkFailure.system(path)
        }
    }

    deinit {
        if state.descriptor >= 0 { close(state.descriptor) }
        if !state.isKept, state.descriptor != -1 { unlink(path) }
        slots.give()
    }

    var isBehind: Bool { waiting.load(ordering: .relaxed) > Self.most }

    func whenCaughtUp(_ work: @escaping @Sendable () -> Void) { wake.set(work) }

    func receive(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard !bytes.isEmpty else { return }
        let piece = Array(bytes)
        waiting.add(piece.count, ordering: .relaxed)
        queue.async { [self] in
            write(piece)
            let before = waiting.subtract(piece.count, ordering: .relaxed).oldValue
            let after = before - piece.count
            if before > Self.enough, after <= Self.enough { wake.call() }
        }
    }

    private func write(_ piece: [UInt8]) {
        guard state.failure == nil else { return }
        state.digest.update(piece)
        var done = 0
        while done < piece.count {
            let count = piece[done...].withUnsafeBytes {
                Glibc.write(state.descriptor, $0.baseAddress, $0.count)
            }
            if count >= 0 {
                done += count
            } else if errno != EINTR {
                let isFull = [ENOSPC, EDQUOT].contains(errno)
                state.failure = isFull ? StoreError.full : BulkFailure.system(path)
                return
            }
        }
        state.count += done
    }

    /// What was received.
    struct Received: Sendable {
        let count: Int
        /// SHA-256.
        let fingerprint: String
    }

    /// Tells, on a thread of its own, once the whole file is on the disk, or why it is not.
    func end(_ done: @escaping @Sendable (Result<Received, any Error>) -> Void) {
        queue.async { [self] in
            if state.failure == nil, fsync(state.descriptor) != 0 {
                state.failure = BulkFailure.system(path)
            }
            if state.failure == nil {
                do { try folder.sync() } catch { state.failure = error }
            }
            if let failure = state.failure { return done(.failure(failure)) }
            done(.success(Received(count: state.count, fingerprint: state.digest.finish())))
        }
    }

    /// From here on the file belongs to an import.
    func keep() { queue.sync { state.isKept = true } }
}

/// How many files may be on their way at once.
final class UploadSlots: Sendable {
    private let taken = Atomic(0)
    private static let most = 16

    func take() -> Bool {
        guard taken.add(1, ordering: .relaxed).newValue > Self.most else { return true }
        give()
        return false
    }

    func give() { taken.subtract(1, ordering: .relaxed) }
}
