// What a loop counts.
//
// Every loop has one of these and is the only one to touch it, so counting is a plain addition: no
// lock, no atomic, nothing shared with another processor. Who wants the numbers asks each loop for
// a copy (`Server.visitLoops`) and adds them up.
//
// A request is counted when its answer is complete or has lost its reader. Its place is the number
// of its route, which the handler has told the exchange, and its method: an array of rows that are
// made when they are first needed. A path of a client never becomes a name, so the number of rows
// is bounded by the router's table whatever is asked for.

/// The counts of one loop; touched on that loop only.
package final class Traffic {
    /// Answers of one route to one method.
    private final class Row {
        /// A route answers with few different statuses: a short search beats a table.
        var statuses: [(status: Int, count: Int)] = []
        var durations = Histogram(Histogram.durations)

        func add(status: Int, microseconds: Int) {
            durations.add(microseconds)
            for index in statuses.indices where statuses[index].status == status {
                statuses[index].count += 1
                return
            }
            statuses.append((status, 1))
        }
    }

    /// Which loop this is.
    package let loop: Int
    var inProgress = 0
    var received = 0
    var sent = 0
    var accepted = 0
    /// Bytes that connections hold now.
    var held = 0
    var droppedLines = 0
    /// Microseconds in which the loop did not wait.
    package internal(set) var busy = 0
    /// Times that the loop had something to do.
    package internal(set) var batches = 0
    /// Events of those times: connections that had something, and the loop's own descriptors.
    package internal(set) var events = 0
    private let connectionLimit: Int
    private let heldLimit: Int
    private var rows: [Row?] = []
    private var refused: [String: Int] = [:]
    private var closed: [CloseCause: Int] = [:]
    private var pauses: [PauseCause: Int] = [:]

    /// Nothing counted yet.
    package init(loop: Int = 0, connectionLimit: Int = 0, heldLimit: Int = 0) {
        self.loop = loop
        self.connectionLimit = connectionLimit
        self.heldLimit = heldLimit
    }

    func finish(_ exchange: Exchange, status: Int, at now: Int64) {
        inProgress -= 1
        guard exchange.route >= Exchange.noRoute else { return }
        let method = Int(exchange.head.shape.method.rawValue)
        let place = (exchange.route + 1) * Method.allCases.count + method
        row(place).add(status: status, microseconds: Int(max(0, now - exchange.started)))
    }

    func refuse(_ refusal: Refusal) { refused["\(refusal.code)", default: 0] += 1 }

    func close(_ cause: CloseCause) { closed[cause, default: 0] += 1 }

    func pause(_ cause: PauseCause) { pauses[cause, default: 0] += 1 }

    private func row(_ place: Int) -> Row {
        if place < rows.count, let row = rows[place] { return row }
        if place >= rows.count {
            rows += [Row?](repeating: nil, count: place + 1 - rows.count)
        }
        let row = Row()
        rows[place] = row
        return row
    }

    /// A copy of everything; costs some microseconds for each hundred routes.
    package var counts: TrafficCounts {
        var counts = TrafficCounts()
        for (place, row) in rows.enumerated() {
            guard let row else { continue }
            let (route, method) = place.quotientAndRemainder(dividingBy: Method.allCases.count)
            let key = TrafficCounts.Route(
                number: route == 0 ? nil : route - 1, method: Method.allCases[method])
            counts.routes[key] = TrafficCounts.Answers(
                statuses: Dictionary(uniqueKeysWithValues: row.statuses),
                durations: row.durations)
        }
        counts.refused = refused
        counts.inProgress = inProgress
        counts.received = received
        counts.sent = sent
        counts.accepted = accepted
        counts.closed = closed
        counts.pauses = pauses
        counts.connectionLimit = connectionLimit
        counts.held = held
        counts.heldLimit = heldLimit
        counts.droppedLines = droppedLines
        return counts
    }
}
