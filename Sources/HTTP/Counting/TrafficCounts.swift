/// What loops have counted since the start, as a value that may leave them.
package struct TrafficCounts: Sendable {
    /// A route, and a method that it was asked with.
    package struct Route: Sendable, Hashable {
        /// The number that the handler gave it; nil where no route was found.
        package let number: Int?
        package let method: Method
    }

    /// Answers, by status and by their time.
    package struct Answers: Sendable {
        package internal(set) var statuses: [Int: Int]
        /// From the complete request to the answer's last byte being handed to the socket, in
        /// microseconds.
        package internal(set) var durations: Histogram
    }

    /// The answers of every route and method that was asked for.
    package internal(set) var routes: [Route: Answers] = [:]
    /// Messages that were refused before any handler saw them, by the code of the problem.
    package internal(set) var refused: [String: Int] = [:]
    /// Requests whose answer is not complete.
    package internal(set) var inProgress = 0
    /// Bytes read from sockets.
    package internal(set) var received = 0
    /// Bytes that sockets took.
    package internal(set) var sent = 0
    /// Connections accepted.
    package internal(set) var accepted = 0
    package internal(set) var closed: [CloseCause: Int] = [:]
    package internal(set) var pauses: [PauseCause: Int] = [:]
    /// Connections beyond which accepting pauses.
    package internal(set) var connectionLimit = 0
    /// Bytes that connections hold, and beyond which the slowest are ended.
    package internal(set) var held = 0
    package internal(set) var heldLimit = 0
    /// Lines of the access log that were dropped.
    package internal(set) var droppedLines = 0
    /// Connections that are open.
    package var open: Int { accepted - closed.values.reduce(0, +) }

    /// Nothing.
    package init() {}

    /// Adds what another loop has counted.
    package mutating func add(_ other: TrafficCounts) {
        routes.merge(other.routes) { known, more in
            var sum = known
            sum.statuses.merge(more.statuses, uniquingKeysWith: +)
            sum.durations.add(more.durations)
            return sum
        }
        refused.merge(other.refused, uniquingKeysWith: +)
        inProgress += other.inProgress
        received += other.received
        sent += other.sent
        accepted += other.accepted
        closed.merge(other.closed, uniquingKeysWith: +)
        pauses.merge(other.pauses, uniquingKeysWith: +)
        connectionLimit += other.connectionLimit
        held += other.held
        heldLimit += other.heldLimit
        droppedLines += other.droppedLines
    }
}
