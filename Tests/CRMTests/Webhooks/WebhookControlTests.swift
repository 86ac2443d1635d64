import API
import CRM
import Glibc
import Schema
import Testing
import TratoTesting

/// What owners do with their endpoints.
@Suite(.serialized) struct WebhookControlTests {
    @Test func `a secret is shown once, and two are valid while one follows the other`() throws {
        let scene = try HookScene()
        let key = [("Idempotency-Key", "create-hook")]
        let body: JSONValue = [
            "url": .string(scene.receiver.url), "event_types": ["party.created"],
        ]
        let made = scene.admin.post("/v1/webhook-endpoints", body, headers: key)
        let first = try #require(made.json["secret"].string)
        let again = scene.admin.post("/v1/webhook-endpoints", body, headers: key)
        #expect(again.header("idempotency-replayed") == "true")
        #expect(again.json["secret"] == .null)
        let path = "/v1/webhook-endpoints/\(made.id)"
        #expect(!scene.admin.get(path).text.contains("secret\":"))
        let rotated = scene.admin.post("\(path)/rotate-secret", ["overlap_seconds": 3_600])
        let second = try #require(rotated.json["secret"].string)
        #expect(rotated.json["previous_secret_expires_at"].string != nil)
        _ = scene.party("One")
        scene.dispatcher.settle()
        scene.server.time.advance(seconds: 3_600)
        _ = scene.party("Two")
        scene.dispatcher.settle()
        let last = scene.admin.post("\(path)/rotate-secret", ["overlap_seconds": 0])
        let third = try #require(last.json["secret"].string)
        _ = scene.party("Three")
        scene.dispatcher.settle()
        let messages = scene.receiver.messages
        #expect(messages.map { $0.isSigned(by: first) } == [true, false, false])
        #expect(messages.map { $0.isSigned(by: second) } == [true, true, false])
        #expect(messages.map { $0.isSigned(by: third) } == [false, false, true])
        let wrong = scene.admin.post("\(path)/rotate-secret", ["overlap_seconds": 604_801])
        #expect(wrong.faults == ["/overlap_seconds out_of_range"], "\(wrong)")
    }

    @Test func `wrong endpoints are refused with everything that is wrong`() throws {
        let scene = try HookScene()
        let answer = scene.admin.post(
            "/v1/webhook-endpoints",
            [
                "url": "http://10.0.0.1/", "event_types": ["orders.*", "order.*", "Order"],
                "resources": ["nothings"],
            ])
        #expect(
            answer.faults == [
                "/event_types/0 unknown_value", "/event_types/2 malformed",
                "/resources/0 unknown_value", "/url unknown_value",
            ], "\(answer)")
        for (url, isFine) in [
            ("https://example.com/hook", true), ("https://93.184.216.34/", true),
            ("https://127.0.0.1/", false), ("https://127.0.0.1:\(scene.receiver.port)/", true),
            ("https://[::1]/", false), ("https://[::ffff:8.8.8.8]/", false),
            ("https://169.254.169.254/latest/meta-data", false), ("https://[fe80::1]/", false),
            ("https://user:word@example.com/", false), ("ftp://example.com/", false),
            ("https://2130706433/", false), ("https://0x7f.1/", false),
        ] {
            let answer = scene.admin.post("/v1/webhook-endpoints", ["url": .string(url)])
            #expect(answer.status == (isFine ? 201 : 422), "\(url): \(answer)")
        }
        let strict = try TestServer()
        let plain = strict.admin.post("/v1/webhook-endpoints", ["url": "http://example.com/"])
        #expect(plain.faults == ["/url unknown_value"], "\(plain)")
    }

    @Test func `a test goes at once, whatever the status, and is not tried again`() throws {
        let scene = try HookScene { $0.attempt == 1 && $0.type == "webhook.test" ? .ok : .reset }
        let hook = try scene.hook()
        let path = "/v1/webhook-endpoints/\(hook.id)"
        for verb in ["pause", "disable"] {
            #expect(scene.admin.post("\(path)/\(verb)").status == 200)
            let made = scene.admin.post("\(path)/test")
            #expect(made.status == 201, "\(made)")
            #expect(made.header("location") == "/v1/webhook-deliveries/\(made.id)")
            scene.dispatcher.settle()
            let read = scene.admin.get("/v1/webhook-deliveries/\(made.id)").json
            #expect(read["status"] == "succeeded", "\(read)")
        }
        let messages = scene.receiver.messages
        #expect(messages.count == 2)
        #expect(messages.allSatisfy { $0.type == "webhook.test" && $0.isSigned(by: hook.secret) })
        let failing = try HookScene { _ in .status(500) }
        let other = try failing.hook()
        let made = failing.admin.post("/v1/webhook-endpoints/\(other.id)/test")
        failing.play(other.id)
        let read = failing.admin.get("/v1/webhook-deliveries/\(made.id)").json
        #expect(read["status"] == "failed")
        #expect(read["attempt_count"] == 1)
    }

    @Test func `one delivery is sent again with the same id`() throws {
        let scene = try HookScene()
        let hook = try scene.hook(["event_types": ["party.*"]])
        _ = scene.party("One")
        scene.dispatcher.settle()
        let delivery = try #require(scene.deliveries(hook.id).first?["id"])
        let path = "/v1/webhook-endpoints/\(hook.id)/replay"
        #expect(scene.admin.post(path, ["delivery_id": delivery]).status == 202)
        scene.dispatcher.settle()
        let messages = scene.receiver.messages
        #expect(messages.count == 2)
        #expect(Set(messages.map(\.id)).count == 1)
        #expect(scene.deliveries(hook.id)[0]["attempt_count"] == 2)
        let other = try scene.hook()
        let elsewhere = scene.admin.post(
            "/v1/webhook-endpoints/\(other.id)/replay", ["delivery_id": delivery])
        #expect(elsewhere.faults == ["/delivery_id not_found"], "\(elsewhere)")
        let both = scene.admin.post(
            path, ["delivery_id": delivery, "since": "2026-01-01T00:00:00Z"])
        #expect(both.faults == [" conflict"], "\(both)")
        #expect(scene.admin.post(path).faults == [" conflict"])
    }

    @Test func `a range is sent again, with what happened while it was disabled`() throws {
        let scene = try HookScene()
        let hook = try scene.hook(["event_types": ["party.created"]])
        let path = "/v1/webhook-endpoints/\(hook.id)"
        var parties: [String] = []
        func make(_ names: String...) {
            for name in names {
                scene.server.time.advance(seconds: 60)
                parties.append(scene.party(name))
            }
        }
        make("One", "Two")
        scene.dispatcher.settle()
        let begin = scene.server.time.now
        _ = scene.admin.post("\(path)/disable")
        #expect(
            scene.admin.post("\(path)/replay", ["since": .string(begin.text)]).code
                == "illegal_transition")
        make("Three", "Four")
        _ = scene.admin.post("\(path)/enable")
        make("Five")
        scene.dispatcher.settle()
        // Different records do not wait for each other, so the order is anybody's.
        let came = scene.receiver.messages.map(\.record)
        #expect(came.count == 3 && Set(came) == [parties[0], parties[1], parties[4]])
        let replay: JSONValue = [
            "since": .string(begin.text), "only_undelivered": true,
        ]
        let answer = scene.admin.post("\(path)/replay", replay)
        #expect(answer.status == 202, "\(answer)")
        scene.dispatcher.settle()
        let missed = scene.receiver.messages.dropFirst(3).map(\.record)
        #expect(missed.count == 2 && Set(missed) == [parties[2], parties[3]])
        #expect(scene.endpoint(hook.id)["replay_after_seq"] == .null)
        _ = scene.admin.post(
            "\(path)/replay",
            [
                "since": .string(begin.adding(seconds: -90).text), "until": .string(begin.text),
            ])
        scene.dispatcher.settle()
        let again = scene.receiver.messages.dropFirst(5).map(\.record)
        #expect(again.count == 2 && Set(again) == [parties[0], parties[1]])
        #expect(Set(scene.receiver.messages.map(\.id)).count == 5)
        scene.server.time.advance(days: 100)
        let old = scene.admin.post("\(path)/replay", ["since": .string(begin.text)])
        #expect(old.code == "snapshot_required", "\(old)")
    }

    @Test func `a deleted endpoint gets nothing more and shows nothing more`() throws {
        let scene = try HookScene { _ in .status(500) }
        let hook = try scene.hook()
        _ = scene.party("One")
        scene.dispatcher.settle()
        #expect(scene.admin.delete("/v1/webhook-endpoints/\(hook.id)").status == 204)
        let count = scene.receiver.messages.count
        scene.server.time.advance(days: 1)
        _ = scene.party("Two")
        scene.dispatcher.settle()
        #expect(scene.receiver.messages.count == count)
        #expect(scene.deliveries(hook.id) == [])
        #expect(scene.admin.post("/v1/webhook-endpoints/\(hook.id)/restore").status == 404)
    }

    @Test func `what is on its way when the server stops comes again with the same id`() throws {
        let isWell = Switch()
        let scene = try HookScene { _ in isWell.isOn ? .ok : .hang }
        let hook = try scene.hook(["event_types": ["party.created"]])
        _ = scene.party("One")
        let patient = try HookScene.dispatcher(of: scene.server, milliseconds: 60_000)
        patient.start()
        while scene.receiver.messages.isEmpty { sched_yield() }
        patient.stop(by: .now())
        #expect(scene.deliveries(hook.id)[0]["attempt_count"] == 0, "nobody's failure")
        isWell.turnOn()
        scene.dispatcher.settle()
        let messages = scene.receiver.messages
        #expect(messages.count == 2)
        #expect(Set(messages.map(\.id)).count == 1)
        #expect(scene.deliveries(hook.id)[0]["status"] == "succeeded")
    }

    @Test func `deliveries that are over are forgotten after their time, others are not`() throws {
        let scene = try HookScene { $0.record.isEmpty ? .ok : .status(500) }
        let hook = try scene.hook(["event_types": ["party.created"]])
        _ = scene.admin.post("/v1/webhook-endpoints/\(hook.id)/test")
        _ = scene.party("One")
        scene.dispatcher.settle()
        #expect(scene.deliveries(hook.id).count == 2)
        scene.server.time.advance(days: 31)
        let jobs = Trato.areas.flatMap(\.jobs)
        try scene.server.tx { tx in for job in jobs { try job(tx) } }
        #expect(scene.deliveries(hook.id).map { $0["status"].string } == ["pending"])
        let attempts = try scene.server.read { tx in
            try tx.first(text: "SELECT COUNT(*) FROM webhook_attempts") { $0.integer(0) }
        }
        #expect(attempts == 1)
    }
}
