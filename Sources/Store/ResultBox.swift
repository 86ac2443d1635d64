import Dispatch

/// Carries a result from the writer's thread to the one that waits; the semaphore orders the accesses.
final class ResultBox<R: Sendable>: @unchecked Sendable {
    let ready = DispatchSemaphore(value: 0)
    var value: R?
    var error: (any Error)?
}
