import HTTP
import Store
import Synchronization

/// Hands the answers of a group commit to the loops, which are woken once for all of them.
///
/// Woken for each, a loop that shares its processor with the writer takes it 32 times per batch.
final class AnswerDesk: Sendable {
    private let waker = Listener<Void>()
    /// Whether somebody wakes the loops; set once, before the first request.
    private let isStaffed = Atomic(false)

    func give(_ response: Response, to exchange: Exchange) {
        exchange.respond(response, wakes: !isStaffed.load(ordering: .relaxed))
    }

    func release() { waker.call() }

    func staff(_ wake: @escaping @Sendable () -> Void) {
        waker.set(wake)
        isStaffed.store(true, ordering: .relaxed)
    }
}

extension Application {
    /// Sets how loops are woken when the answers of a batch are ready; the server is made after the application.
    package func onAnswers(_ wake: @escaping @Sendable () -> Void) { desk.staff(wake) }
}
