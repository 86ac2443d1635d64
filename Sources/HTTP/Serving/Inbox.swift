import CLinux
import Glibc
import Synchronization

/// Something another thread wants a loop to do.
enum Letter: Sendable {
    case answer(Exchange, Response)
    /// An answer whose content was compressed, and how many bytes that was before.
    case packed(Exchange, Response, plain: Int)
    case stream(Exchange, Response, StreamState)
    case piece(StreamState, [UInt8])
    case end(StreamState)
    case cut(StreamState)
    case run(@Sendable () -> Void)
    case later(milliseconds: Int, @Sendable () -> Void)
    case each(@Sendable (any LoopHandler) -> Void)
}

/// The letters of other threads, announced to the loop through an eventfd.
///
/// One lock guards the letters and the descriptor together: a letter that arrives after `close`
/// is dropped and cannot be announced on a descriptor that has been given to somebody else.
final class Inbox: Sendable {
    private struct State: Sendable {
        var letters: [Letter] = []
        /// The eventfd counts above 0.
        var isAnnounced = false
        var descriptor: Int32
    }
    private let state: Mutex<State>

    /// Takes over the eventfd.
    init(descriptor: Int32) {
        state = Mutex(State(descriptor: descriptor))
    }

    /// Adds a letter; the first of a batch wakes the loop, unless whoever posts will call `wake`.
    func post(_ letter: Letter, wakes: Bool) {
        state.withLock { state in
            guard state.descriptor >= 0 else { return }
            state.letters.append(letter)
            if wakes, !state.isAnnounced {
                state.isAnnounced = true
                Inbox.announce(state.descriptor)
            }
        }
    }

    /// Wakes the loop if letters wait.
    func wake() {
        state.withLock { state in
            guard state.descriptor >= 0, !state.letters.isEmpty, !state.isAnnounced else { return }
            state.isAnnounced = true
            Inbox.announce(state.descriptor)
        }
    }

    /// Takes all letters, in the order of their arrival.
    func takeAll() -> [Letter] {
        state.withLock { state in
            Inbox.silence(state.descriptor)
            state.isAnnounced = false
            defer { state.letters = [] }
            return state.letters
        }
    }

    /// Closes the descriptor and gives back the letters nobody took.
    func close() -> [Letter] {
        state.withLock { state in
            if state.descriptor >= 0 { Glibc.close(state.descriptor) }
            state.descriptor = -1
            defer { state.letters = [] }
            return state.letters
        }
    }

    private static func announce(_ descriptor: Int32) {
        var one: UInt64 = 1
        // The counter cannot overflow and the descriptor is open, so only a signal interrupts.
        while write(descriptor, &one, 8) < 0, errno == EINTR {}
    }

    private static func silence(_ descriptor: Int32) {
        var count: UInt64 = 0
        while read(descriptor, &count, 8) < 0, errno == EINTR {}
    }
}
