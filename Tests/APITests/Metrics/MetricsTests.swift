import Testing
import TratoTesting

struct MetricsTests {
    private let server: TestServer

    init() throws { server = try TestServer() }

    private func scrape(_ client: Client) throws -> PrometheusText {
        let answer = client.with(token: nil).get("/metrics")
        #expect(answer.status == 200, "\(answer)")
        #expect(answer.header("content-type") == "text/plain; version=0.0.4; charset=utf-8")
        #expect(answer.header("cache-control") == "no-store")
        return try PrometheusText(answer.text)
    }

    @Test func `what is exposed keeps to the format and its conventions`() throws {
        try server.serving { connect in
            let client = try connect()
            Self.use(client)
            let text = try scrape(client)
            #expect(text.families.count > 40)
            for family in text.families {
                #expect(
                    family.name.hasPrefix("trato_") || family.name.hasPrefix("process_"),
                    "\(family.name)")
                #expect(
                    family.name.hasSuffix("_total") == (family.type == "counter"), "\(family.name)")
                #expect(family.help.hasSuffix("."), "\(family.name)")
                if family.type == "histogram" { Self.check(histogram: family) }
                if family.type != "gauge" {
                    #expect(family.samples.allSatisfy { $0.value >= 0 }, "\(family.name)")
                }
            }
        }
    }

    private static func check(histogram family: PrometheusText.Family) {
        var groups: [[String: String]: [PrometheusText.Sample]] = [:]
        for sample in family.samples {
            var labels = sample.labels
            labels["le"] = nil
            groups[labels, default: []].append(sample)
        }
        for (labels, samples) in groups {
            let buckets = samples.filter { $0.name == family.name + "_bucket" }
            let bounds = buckets.compactMap { $0.labels["le"] }
            #expect(bounds.last == "+Inf", "\(labels)")
            let numbers = bounds.dropLast().compactMap { Double($0) }
            #expect(numbers.count == bounds.count - 1 && numbers == numbers.sorted())
            let values = buckets.map(\.value)
            #expect(values == values.sorted(), "\(family.name) \(labels)")
            let count = samples.first { $0.name == family.name + "_count" }?.value
            #expect(values.last == count, "\(family.name) \(labels)")
            #expect(samples.count { $0.name == family.name + "_sum" } == 1)
            #expect(samples.count == buckets.count + 2)
        }
    }

    /// Some of everything: found, missing, refused, stale, written.
    private static func use(_ client: Client) {
        for _ in 0..<3 { _ = client.get("/livez") }
        _ = client.get("/v1/nothings?q=person@example.com")
        _ = client.get("/v1/parties/0193a2b4-0000-7000-8000-000000000001")
        let made = client.post("/v1/parties", ["kind": "person", "given_name": "Ana"])
        _ = client.get("/v1/parties/\(made.id)")
        _ = client.get("/v1/parties/\(made.id)")
        _ = client.send(.head, "/v1/parties/\(made.id)")
        _ = client.post("/v1/parties", ["kind": "spoon"])
        _ = client.post("/v1/parties?dry_run=true", ["kind": "person", "given_name": "Eva"])
        _ = client.patch("/v1/parties/\(made.id)", ["given_name": "Eva"], match: "\"99\"")
        _ = client.send(.options, "/v1/parties")
        _ = client.with(token: "trato_wrong").get("/v1/me")
    }

    @Test func `counts add up after a known set of requests`() throws {
        try server.serving { connect in
            let client = try connect()
            // The note of the key's first use is written before this write is answered.
            _ = client.post("/v1/parties", ["kind": "person", "given_name": "Zoe"])
            let before = try scrape(client)
            Self.use(client)
            let broken = try server.connection()
            broken.write(.get, "/livez", headers: [("X Y", "z")])
            #expect(broken.readResponse().status == 400)
            let after = try scrape(client)
            func grown(_ name: String, _ labels: [String: String] = [:]) -> Double {
                (after.value(name, labels) ?? 0) - (before.value(name, labels) ?? 0)
            }
            func requests(_ method: String, _ route: String, _ status: Int) -> Double {
                grown(
                    "trato_http_requests_total",
                    ["method": method, "route": route, "status": "\(status)"])
            }
            let one = "/v1/parties/{id}"
            #expect(requests("GET", "/livez", 200) == 3)
            #expect(requests("GET", "unmatched", 404) == 1)
            #expect(requests("OPTIONS", "unmatched", 204) == 1)
            #expect(requests("GET", one, 404) == 1)
            #expect(requests("GET", one, 200) == 2)
            #expect(requests("HEAD", one, 200) == 1)
            #expect(requests("POST", "/v1/parties", 201) == 2)
            #expect(requests("POST", "/v1/parties", 422) == 1)
            #expect(requests("PATCH", one, 412) == 1)
            #expect(requests("GET", "/v1/me", 401) == 1)
            #expect(requests("GET", "/metrics", 200) == 1)
            let all = after.samples("trato_http_requests_total").reduce(0) { $0 + $1.value }
            let timed = after.samples("trato_http_request_duration_seconds_count")
            #expect(all == timed.reduce(0) { $0 + $1.value })
            #expect(grown("trato_http_refused_messages_total", ["code": "malformed_request"]) == 1)
            #expect(after.value("trato_http_requests_in_progress") == 1)
            #expect(after.value("trato_http_connections_accepted_total") == 2)
            #expect(grown("trato_http_received_bytes_total") > 0)
            #expect(grown("trato_http_sent_bytes_total") > 0)

            #expect(grown("trato_writes_total", ["result": "committed"]) == 1)
            #expect(grown("trato_writes_total", ["result": "rolled_back"]) == 3)
            #expect(grown("trato_writes_total", ["result": "failed"]) == 0)
            // One client, one request at a time: a transaction each.
            #expect(grown("trato_transactions_total", ["result": "committed"]) == 4)
            #expect(grown("trato_write_batch_size_count") == 4)
            #expect(grown("trato_write_batch_size_sum") == 4)
            #expect(grown("trato_commit_duration_seconds_count") == 4)
            #expect(grown("trato_credential_lookups_total", ["result": "miss"]) == 1)
            #expect(grown("trato_credential_lookups_total", ["result": "hit"]) == 8)
            #expect(grown("trato_record_lookups_total", ["result": "hit"]) >= 1)
            #expect(grown("trato_page_cache_hits_total", ["connection": "writer"]) > 0)
        }
    }

    @Test func `a path of a client never becomes a name`() throws {
        try server.serving { connect in
            let client = try connect()
            for index in 0..<50 {
                _ = client.get("/v1/parties/s3cr3t-\(index)")
                _ = client.get("/s3cr3t-\(index)")
            }
            let answer = client.with(token: nil).get("/metrics")
            #expect(!answer.text.contains("s3cr3t"))
            let text = try PrometheusText(answer.text)
            #expect(text.samples("trato_http_requests_total").count == 2)
        }
    }

    @Test func `followers of the feed and what waits are counted while they are there`() throws {
        try server.serving { connect in
            let client = try connect()
            let poll = try server.connection()
            let headers = [("Authorization", "Bearer \(server.admin.token ?? "")")]
            poll.write(.get, "/v1/changes?after=latest&wait=30", headers: headers)
            let stream = try server.connection()
            stream.write(
                .get, "/v1/changes?after=latest",
                headers: headers + [("Accept", "text/event-stream")])
            _ = stream.readHead()
            var text = try scrape(client)
            // The poll's request may still be on its way.
            for _ in 0..<1_000 where text.value("trato_feed_followers", ["kind": "poll"]) == 0 {
                text = try scrape(client)
            }
            #expect(text.value("trato_feed_followers", ["kind": "poll"]) == 1)
            #expect(text.value("trato_feed_followers", ["kind": "stream"]) == 1)
            #expect(text.value("trato_http_requests_in_progress") == 3)
            #expect(text.value("trato_http_connections") == 3)
            _ = client.post("/v1/parties", ["kind": "person", "given_name": "Ana"])
            #expect(poll.readResponse().status == 200)
            text = try scrape(client)
            #expect(text.value("trato_feed_followers", ["kind": "poll"]) == 0)
        }
    }

    @Test func `the process and the build say who they are`() throws {
        let text = try scrape(server.admin)
        #expect(text.value("process_resident_memory_bytes") ?? 0 > 1_000_000)
        #expect(text.value("process_open_fds") ?? 0 > 3)
        #expect(text.value("process_max_fds") ?? 0 > text.value("process_open_fds") ?? 0)
        #expect(text.value("process_cpu_seconds_total") ?? 0 > 0)
        // Between 2024 and 2100.
        let start = text.value("process_start_time_seconds") ?? 0
        #expect(start > 1_700_000_000 && start < 4_102_444_800)
        let build = try #require(text.samples("trato_build_info").first)
        #expect(build.value == 1 && build.labels["version"]?.split(separator: ".").count == 3)
        #expect(text.value("trato_ready") == 1)
        #expect(text.value("trato_database_size_bytes") ?? 0 > 0)
        server.application.beginDraining()
        #expect(try scrape(server.admin).value("trato_ready") == 0)
    }
}
