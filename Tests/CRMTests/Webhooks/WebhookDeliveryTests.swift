import CRM
import Schema
import Testing
import TratoTesting

/// What a receiver gets, over real sockets, on a clock that the tests move.
@Suite(.serialized) struct WebhookDeliveryTests {
    @Test func `a change is told with a valid signature and the record as GET shows it`() throws {
        let scene = try HookScene()
        let hook = try scene.hook(["event_types": ["party.*"]])
        let party = scene.party("Casa Silva")
        scene.rename(party, "Casa Silva, Lda")
        _ = scene.admin.post("/v1/teams", ["name": "Not asked for"])
        _ = scene.admin.delete("/v1/parties/\(party)")
        scene.dispatcher.settle()
        let messages = scene.receiver.messages
        #expect(messages.map(\.type) == ["party.created", "party.updated", "party.deleted"])
        for message in messages {
            #expect(message.isSigned(by: hook.secret))
            #expect(message.timestamp == scene.server.time.now.seconds)
            #expect(message.headers["content-type"] == "application/json")
            #expect(message.headers["user-agent"]?.hasPrefix("trato/") == true)
            #expect(message.headers["expect"] == nil)
            #expect(!message.id.contains("."))
            #expect(Set(message.json.members.keys) == ["type", "timestamp", "data"])
            #expect(message.record == party)
        }
        #expect(messages[1].json["data"]["changed"] == ["display_name"])
        #expect(messages.last?.json["data"]["record"] == .null)
        #expect(Set(messages.map(\.id)).count == 3)
        let deliveries = scene.deliveries(hook.id)
        #expect(deliveries.map { $0["status"].string } == ["succeeded", "succeeded", "succeeded"])
        #expect(deliveries.map { $0["message_id"].string } == messages.map(\.id))
        #expect(scene.endpoint(hook.id)["last_success_at"].string != nil)
        #expect(scene.server.log.failures == [])
    }

    @Test func `the record is that of GET, and no secret is ever in it`() throws {
        let scene = try HookScene()
        let hook = try scene.hook()
        let user = try scene.server.user("Luis", role: "sales_rep", password: "correct horse")
        _ = try scene.server.key(role: "sales_rep", user: user)
        _ = scene.admin.post("/v1/webhook-endpoints/\(hook.id)/rotate-secret")
        let party = scene.party("Casa Silva")
        scene.dispatcher.settle()
        let messages = scene.receiver.messages
        let types = Set(messages.map(\.type))
        #expect(
            types.isSuperset(of: [
                "user.created", "api_key.created", "webhook.secret_rotated", "party.created",
            ]), "\(types)")
        for message in messages {
            let text = String(decoding: message.body, as: UTF8.self)
            for secret in ["whsec_", "digest", "scrypt", "\"password\":", "secret\":"] {
                #expect(!text.contains(secret), "\(message.type) has \(secret)")
            }
        }
        let told = try #require(messages.first { $0.record == party })
        #expect(told.json["data"]["record"] == scene.admin.get("/v1/parties/\(party)").json)
        #expect(!scene.server.log.lines.joined().contains("whsec_"))
        let audit = scene.admin.get("/v1/audit-entries?limit=500").text
        #expect(!audit.contains("whsec_"))
    }

    @Test func `what fails comes again, each record in order, until everything has come`() throws {
        let seed: UInt64 = 20_261_128
        let scene = try HookScene { message in
            // The same for the same message and attempt, so that a failing run can be run again.
            var random = SeededRandom(seed ^ UInt64(message.seq) << 8 ^ UInt64(message.attempt))
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<8: return .ok
            case 8..<11: return .status(500)
            case 11: return .status(503, [("Retry-After", "120")])
            case 12: return .status(429, [("Retry-After", "7")])
            case 13: return .status(302, [("Location", "/elsewhere")])
            case 14: return .reset
            case 15: return .garbage
            case 16: return .cut
            case 17: return .status(404)
            case 18: return message.seq % 40 == 0 ? .hang : .status(400)
            default: return .endless
            }
        }
        let hook = try scene.hook(["resources": ["parties"]])
        let parties = (0..<12).map { scene.party("Party \($0)") }
        for round in 0..<5 {
            for party in parties { scene.rename(party, "Round \(round)") }
        }
        scene.play(hook.id)
        let taken = scene.receiver.taken
        let given = Set(
            scene.deliveries(hook.id, "&status=failed").compactMap { $0["seq"].integer })
        let entries = scene.admin.get("/v1/changes?after=0&resource=parties&limit=500").data
        let wanted = Set(entries.compactMap { $0["seq"].integer })
        #expect(wanted.count == 72)
        #expect(Set(taken.map(\.seq)).union(given) == wanted)
        #expect(scene.deliveries(hook.id, "&status=pending") == [])
        for party in parties {
            let seqs = taken.filter { $0.record == party }.map(\.seq)
            #expect(seqs == seqs.sorted(), "seed \(seed), \(party): \(seqs)")
        }
        // No attempt at a later event of a record before an earlier one was over.
        for party in parties {
            let seqs = scene.receiver.messages.filter { $0.record == party }.map(\.seq)
            #expect(seqs == seqs.sorted(), "seed \(seed), \(party): \(seqs)")
        }
        let messages = scene.receiver.messages
        #expect(messages.allSatisfy { $0.isSigned(by: hook.secret) })
        #expect(messages.allSatisfy { $0.target == "/hook" }, "no redirection is followed")
        let ids = Dictionary(grouping: messages, by: \.seq)
        #expect(ids.values.allSatisfy { Set($0.map(\.id)).count == 1 })
        #expect(Set(messages.map(\.id)).count == 72)
        #expect(scene.server.log.failures == [])
    }

    @Test func `attempts are kept with status, time, error and the beginning of the answer`() throws
    {
        let scene = try HookScene { message in
            switch message.attempt {
            case 1: .status(500)
            case 2: .garbage
            case 3: .status(302, [("Location", "http://127.0.0.1/")])
            default: .ok
            }
        }
        let hook = try scene.hook(["event_types": ["party.created"]])
        _ = scene.party("Casa Silva")
        scene.play(hook.id)
        let delivery = try #require(scene.deliveries(hook.id, "&include=attempts").first)
        let read = scene.admin.get("/v1/webhook-deliveries/\(delivery["id"].string ?? "")").json
        let attempts = read["attempts"].elements
        #expect(attempts.map { $0["response_status"].integer } == [500, nil, 302, 204])
        #expect(attempts[0]["response"] == "Well.")
        #expect(attempts[0]["error"] == "The answer has the status 500.")
        #expect(attempts[1]["error"].string?.isEmpty == false)
        #expect(attempts[2]["error"].string?.contains("not followed") == true)
        #expect(attempts[3]["error"] == .null)
        #expect(attempts.allSatisfy { $0["duration_seconds"].string != nil })
        let starts = attempts.compactMap { $0["started_at"].string.flatMap { Instant($0) } }
        let pauses = zip(starts.dropFirst(), starts).map { $0.milliseconds(since: $1) / 1_000 }
        #expect((5...6).contains(pauses[0]) && (300...360).contains(pauses[1]), "\(pauses)")
        #expect((1_800...2_160).contains(pauses[2]), "\(pauses)")
        #expect(read["attempt_count"] == 4)
        #expect(read["last_response_status"] == 204)
        let timestamps = scene.receiver.messages.map(\.timestamp)
        #expect(timestamps == starts.map(\.seconds), "each attempt is signed for its own time")
    }

    @Test func `410 disables, cancels what waits and tells the owner`() throws {
        let scene = try HookScene { _ in .status(410) }
        let hook = try scene.hook(["event_types": ["party.*"]])
        let party = scene.party("One")
        scene.rename(party, "Two")
        scene.rename(party, "Three")
        scene.dispatcher.settle()
        #expect(scene.receiver.messages.count == 1)
        let endpoint = scene.endpoint(hook.id)
        #expect(endpoint["status"] == "disabled")
        #expect(endpoint["status_reason"] == "gone")
        #expect(
            scene.deliveries(hook.id).map { $0["status"].string }
                == ["failed", "cancelled", "cancelled"])
        let events = scene.admin.get("/v1/changes?after=0&type=webhook.disabled").data
        #expect(events.map { $0["id"].string } == [hook.id])
        let tasks = scene.admin.get("/v1/activities?owner_id=me&type=task").data
        #expect(tasks.map { $0["related"]["id"].string } == [hook.id])
        _ = scene.party("Unheard of")
        scene.play(hook.id)
        #expect(scene.receiver.messages.count == 1)
    }

    @Test func `an endpoint that fails for three days is paused, and goes on where it was`() throws
    {
        let isWell = Switch()
        let scene = try HookScene { _ in isWell.isOn ? .ok : .status(500) }
        let hook = try scene.hook(["event_types": ["party.*"]])
        let party = scene.party("One")
        scene.rename(party, "Two")
        let other = scene.party("Other")
        scene.play(hook.id)
        let endpoint = scene.endpoint(hook.id)
        #expect(endpoint["status"] == "paused", "\(endpoint)")
        #expect(endpoint["status_reason"] == "failing")
        let began = try #require(endpoint["failing_since"].string.flatMap { Instant($0) })
        let lasted = scene.server.time.now.milliseconds(since: began)
        #expect((3 * 86_400_000...4 * 86_400_000).contains(lasted), "\(lasted)")
        #expect(scene.receiver.messages.count < 400, "it is tried now and then only")
        #expect(scene.deliveries(hook.id, "&status=pending").count == 3)
        #expect(scene.admin.get("/v1/changes?after=0&type=webhook.paused").data.count == 1)
        #expect(scene.admin.get("/v1/activities?owner_id=me&type=task").data.count == 1)
        let late = scene.party("While it was paused")
        scene.play(hook.id)
        isWell.turnOn()
        #expect(scene.admin.post("/v1/webhook-endpoints/\(hook.id)/enable").status == 200)
        scene.play(hook.id)
        let taken = scene.receiver.taken.map(\.record)
        #expect(taken.filter { $0 == party }.count == 2)
        #expect(Set(taken) == [party, other, late])
        #expect(scene.endpoint(hook.id)["consecutive_failures"] == 0)
    }

    @Test func `a message that is never taken is given up, and the next of its record goes`() throws
    {
        let scene = try HookScene { message in
            message.json["data"]["changed"] == ["tags"] ? .status(400) : .ok
        }
        let hook = try scene.hook(["event_types": ["party.*"]])
        let party = scene.party("One")
        _ = scene.admin.patch("/v1/parties/\(party)", ["tags": ["poison"]])
        scene.rename(party, "Two")
        for day in 0..<5 {
            _ = scene.party("Day \(day)")
            for _ in 0..<24 {
                scene.dispatcher.settle()
                scene.server.time.advance(seconds: 3_600)
            }
        }
        scene.dispatcher.settle()
        #expect(scene.endpoint(hook.id)["status"] == "enabled")
        let ours = scene.deliveries(hook.id).filter { $0["record"]["id"].string == party }
        #expect(ours.map { $0["status"].string } == ["succeeded", "failed", "succeeded"])
        #expect(ours[1]["attempt_count"] == 10)
        let seqs = scene.receiver.messages.filter { $0.record == party }.map(\.seq)
        #expect(seqs == seqs.sorted())
    }
}
