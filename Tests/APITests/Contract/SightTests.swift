import Schema
import Testing
import TratoTesting

/// A team with one below it, and four people who see with the same role: two in the upper team, one in the lower one,
/// one in neither.
private struct Company {
    let subject: Subject
    let near: Client
    let colleague: Client
    let below: Client
    let far: Client

    init(_ name: String, sight: String) throws {
        subject = try Subject(name)
        let server = subject.server
        let upper = try Maker(server).make("teams")["id"].string ?? ""
        let lower =
            try Maker(server).make("teams", ["parent_id": .string(upper)])["id"].string ?? ""
        let other = try Maker(server).make("teams")["id"].string ?? ""
        // All but the resource itself is open, so that its references are no matter.
        try server.role(
            "seer",
            [
                (resource: "*", actions: ["*"], sight: "all"),
                (resource: name, actions: ["*"], sight: sight),
            ])
        near = try server.person("Near", role: "seer", team: upper)
        colleague = try server.person("Colleague", role: "seer", team: upper)
        below = try server.person("Below", role: "seer", team: lower)
        far = try server.person("Far", role: "seer", team: other)
    }

    func make(as client: Client) throws -> JSONValue {
        try Maker(subject.server, as: client).make(subject.table)
    }
}

struct SightTests {
    @Test(arguments: Resources.owned, ["own", "team", "team_tree", "all"])
    func `a record outside one's sight is not there`(_ name: String, _ sight: String) throws {
        let company = try Company(name, sight: sight)
        let subject = company.subject
        guard Resources.creatable.contains(name) else { return }
        for (owner, level) in [
            (company.near, 0), (company.colleague, 1), (company.below, 2), (company.far, 3),
        ] {
            let made = try company.make(as: owner)
            let isSeen = level <= (["own": 0, "team": 1, "team_tree": 2, "all": 3][sight] ?? 0)
            let seer = company.near
            let address = subject.address(made)
            let read = seer.get(address)
            #expect(read.status == (isSeen ? 200 : 404), "level \(level): \(read)")
            if !isSeen { #expect(read.code == "not_found") }
            let listed = seer.all(subject.path).contains { $0["id"] == made["id"] }
            #expect(listed == isSeen, "level \(level)")
            let searched = seer.post("\(subject.path)/search", ["filter": ["id": made["id"]]])
            #expect(searched.data.count == (isSeen ? 1 : 0))
            let counted = seer.get("\(subject.path)?count=exact&id=\(made["id"].string ?? "")")
            #expect(counted.json["count"].integer == (isSeen ? 1 : 0))
            let feed = seer.get("/v1/changes?resource=\(name)&limit=500")
            #expect(feed.data.contains { $0["id"] == made["id"] } == isSeen, "level \(level)")
            guard !isSeen else { continue }
            var writes = [seer.patch(address, ["tags": ["x"]], match: "*")]
            if Resources.deletable.contains(name) {
                writes += [seer.delete(address, match: "*"), seer.post("\(address)/restore")]
            }
            for answer in writes {
                #expect(answer.status == 404, "level \(level): \(answer)")
                #expect(answer.code == "not_found")
            }
            for collection in subject.table.owned {
                #expect(seer.get("\(address)/\(collection.name)").status == 404)
            }
            for verb in subject.table.machine?.verbs ?? [] {
                let answer = seer.post("\(address)/\(verb)")
                #expect(answer.status == 404, "\(verb): \(answer)")
            }
            #expect(company.subject.get(made).etag == "\"1\"")
        }
    }

    @Test(arguments: Resources.all)
    func `without the right nothing can be done`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        try subject.server.role(
            "outsider",
            [
                (resource: "*", actions: ["*"], sight: "all"),
                (resource: name, actions: [], sight: "own"),
            ])
        try subject.server.role(
            "reader",
            [
                (resource: "*", actions: ["*"], sight: "all"),
                (resource: name, actions: ["read"], sight: "all"),
            ])
        let outsider = try subject.server.person("Olga", role: "outsider")
        let reader = try subject.server.person("Rui", role: "reader")
        let address = subject.address(made)
        for answer in [
            outsider.get(subject.path), outsider.get(address),
            outsider.post("\(subject.path)/search", [:]),
        ] {
            #expect(answer.status == 403, "\(answer)")
            #expect(answer.code == "forbidden")
        }
        #expect(reader.get(subject.path).status == 200)
        #expect(reader.get(address).status == 200)
        var writes: [TestResponse] = []
        if Resources.creatable.contains(name) {
            writes.append(reader.post(subject.path, try subject.minimalBody()))
        }
        if Resources.changeable.contains(name) {
            writes.append(reader.patch(address, ["tags": ["x"]], match: "*"))
        }
        if Resources.deletable.contains(name) {
            writes += [reader.delete(address, match: "*"), reader.post("\(address)/restore")]
        }
        for verb in subject.table.machine?.verbs ?? [] {
            writes.append(reader.post("\(address)/\(verb)"))
        }
        for answer in writes {
            #expect(answer.status == 403, "\(answer)")
            #expect(answer.code == "forbidden")
        }
        #expect(subject.get(made).etag == "\"1\"")
    }

    @Test(arguments: Resources.owned)
    func `a record belongs to who makes it, and to their team`(_ name: String) throws {
        let company = try Company(name, sight: "all")
        guard Resources.creatable.contains(name) else { return }
        let made = try company.make(as: company.below)
        let me = company.below.get("/v1/me").json
        #expect(made["owner_id"] == me["user_id"])
        #expect(made["team_id"] == me["team_id"])
        #expect(made["created_by"] == me["user_id"])
        #expect(company.below.all("\(company.subject.path)?owner_id=me").count == 1)
        #expect(company.far.all("\(company.subject.path)?owner_id=me") == [])
        let given = company.subject.patch(
            made, ["owner_id": company.far.get("/v1/me").json["user_id"]])
        #expect(given.status == 200, "\(given)")
        #expect(company.far.all("\(company.subject.path)?owner_id=me").count == 1)
    }

    @Test(arguments: Resources.owned.filter(Resources.creatable.contains))
    func `a reference leads no further than sight`(_ name: String) throws {
        let company = try Company(name, sight: "own")
        let secret = try company.make(as: company.far)
        for table in company.subject.server.registry.resources {
            for field in table.fields where field.isWritable {
                guard case .reference(to: name) = field.kind,
                    Resources.creatable.contains(table.name),
                    Resources.input(of: table) === table
                else { continue }
                let body = try Maker(company.subject.server).minimalBody(for: table)
                let answer = company.near.post(
                    "/v1/\(table.name)", body.merging([field.name: secret["id"]]))
                expect(answer, refuses: "/\(field.name) not_found")
                guard let reference = field.referenceName else { continue }
                let nested = company.near.post(
                    "/v1/\(table.name)",
                    body.without(field.name).merging([reference: ["id": secret["id"]]]))
                expect(nested, refuses: "/\(reference)/id not_found")
            }
        }
    }
}
