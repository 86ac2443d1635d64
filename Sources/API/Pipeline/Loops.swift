import HTTP
import Store

/// How an application reaches the pipelines, each on the loop it belongs to.
///
/// The server is made after the application, so who makes it says how (`Application.reach`).
final class Loops: Sendable {
    private let visit = Listener<@Sendable (Pipeline, Traffic) -> Void>()

    func set(_ visitor: @escaping LoopVisitor) { visit.set(visitor) }

    /// Runs work on every loop, soon, with its pipeline and what it has counted; a loop that has ended lets go of it.
    func each(_ work: @escaping @Sendable (Pipeline, Traffic) -> Void) {
        visit.call(work)
    }
}

/// Hands work to every loop.
package typealias LoopVisitor =
    @Sendable (@escaping @Sendable (Pipeline, Traffic) -> Void) -> Void

extension Application {
    /// Sets how the loops are reached.
    package func reach(_ visitor: @escaping LoopVisitor) { loops.set(visitor) }

    /// Answers everybody who waits for the feed, because the server stops; after `beginDraining`.
    package func endFollowers() { loops.each { pipeline, _ in pipeline.endFollowers() } }
}
