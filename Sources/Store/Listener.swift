import Synchronization

/// The one who is told of something; may be named after those who tell, from any thread.
package final class Listener<Value>: Sendable {
    /// What is told, in a type of its own.
    ///
    /// A function that stood in the mutex by itself would be wrapped anew at each look: `withLock` lends what it guards
    /// as a generic `inout`, for which functions are converted on the way in and back on the way out, one conversion
    /// around the other. Each call would take memory and make the next one slower.
    private struct Work: Sendable { let run: @Sendable (Value) -> Void }

    private let work = Mutex<Work?>(nil)

    package init() {}

    /// Names who is told from now on; nil for nobody.
    package func set(_ new: (@Sendable (Value) -> Void)?) {
        work.withLock { $0 = new.map(Work.init) }
    }

    /// Tells, on this thread and outside the lock.
    package func call(_ value: Value) { work.withLock { $0 }?.run(value) }
}

extension Listener<Void> {
    package func call() { call(()) }
}
