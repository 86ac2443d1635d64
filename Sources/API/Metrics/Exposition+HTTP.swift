import HTTP

extension Exposition {
    /// Requests by route; the names of routes are the router's patterns and never what a client sent.
    mutating func add(_ endpoints: Endpoints, _ traffic: TrafficCounts) {
        let routes = traffic.routes.sorted {
            ($0.key.number ?? -1, $0.key.method.rawValue)
                < ($1.key.number ?? -1, $1.key.method.rawValue)
        }
        func labels(_ route: TrafficCounts.Route) -> Labels {
            [
                ("method", route.method.name),
                ("route", route.number.map { endpoints.endpoint($0).path } ?? "unmatched"),
            ]
        }
        family(
            "trato_http_requests_total", .counter,
            "Answered requests by method, route and status.")
        for (route, answers) in routes {
            for (status, count) in answers.statuses.sorted(by: { $0.key < $1.key }) {
                sample(labels(route) + [("status", "\(status)")], count)
            }
        }
        family(
            "trato_http_request_duration_seconds", .histogram,
            "Time from a complete request to its complete answer; of the feed it contains the waiting."
        )
        for (route, answers) in routes {
            histogram(labels(route), answers.durations, .microseconds)
        }
        gauge(
            "trato_http_requests_in_progress", "Requests whose answer is not complete.",
            traffic.inProgress)
        family(
            "trato_http_refused_messages_total", .counter,
            "Messages refused before a route was looked for, by the code of the problem.")
        for (code, count) in traffic.refused.sorted(by: { $0.key < $1.key }) {
            sample([("code", code)], count)
        }
    }

    mutating func add(connections traffic: TrafficCounts) {
        counter("trato_http_received_bytes_total", "Bytes read from clients.", traffic.received)
        counter("trato_http_sent_bytes_total", "Bytes sent to clients.", traffic.sent)
        gauge("trato_http_connections", "Open connections.", traffic.open)
        gauge(
            "trato_http_connections_limit", "Connections beyond which accepting pauses.",
            traffic.connectionLimit)
        counter(
            "trato_http_connections_accepted_total", "Connections accepted.", traffic.accepted)
        family(
            "trato_http_connections_closed_total", .counter, "Connections closed, by cause.")
        for cause in CloseCause.allCases {
            sample([("cause", cause.rawValue)], traffic.closed[cause] ?? 0)
        }
        family(
            "trato_http_accept_pauses_total", .counter,
            "Times that a loop stopped accepting for a while, by cause.")
        for cause in PauseCause.allCases {
            sample([("cause", cause.rawValue)], traffic.pauses[cause] ?? 0)
        }
        gauge(
            "trato_http_held_bytes",
            "Bytes of unfinished requests and unsent answers that connections hold.", traffic.held)
        gauge(
            "trato_http_held_bytes_limit", "Those beyond which the slowest connections are ended.",
            traffic.heldLimit)
        counter(
            "trato_access_log_dropped_lines_total", "Lines of the access log that were given up.",
            traffic.droppedLines)
    }

    mutating func add(_ loops: Scrape.Loops) {
        let busy = loops.busy.sorted { $0.loop < $1.loop }
        family("trato_loop_busy_seconds_total", .counter, "Time in which a loop did not wait.")
        for loop in busy { sample([("loop", "\(loop.loop)")], loop.microseconds, .microseconds) }
        family("trato_loop_batches_total", .counter, "Times that a loop had something to do.")
        for loop in busy { sample([("loop", "\(loop.loop)")], loop.batches) }
        family("trato_loop_events_total", .counter, "Sockets that had something in those times.")
        for loop in busy { sample([("loop", "\(loop.loop)")], loop.events) }
        family("trato_feed_followers", .gauge, "Clients that wait for the feed.")
        sample([("kind", "poll")], loops.polls)
        sample([("kind", "stream")], loops.streams)
        family(
            "trato_credential_lookups_total", .counter,
            "Credentials of requests, by whether a loop remembered them.")
        sample([("result", "hit")], loops.knownCredentials)
        sample([("result", "miss")], loops.soughtCredentials)
        family(
            "trato_record_lookups_total", .counter,
            "Records to be shown, by whether a loop had them encoded already.")
        sample([("result", "hit")], loops.keptRecords)
        sample([("result", "miss")], loops.encodedRecords)
    }
}
