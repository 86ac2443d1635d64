import Schema
import Testing
import TratoTesting

/// Conditional requests, RFC 9110 section 13.
struct ConditionTests {
    private static let malformed = [
        "2", "*, \"1\"", "\"1\", *", "\"1", "W/1", "\"1\" \"2\"", "'1'",
    ]

    @Test(arguments: Resources.all)
    func `a read may ask for one version only`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        let etag = try #require(subject.get(made).etag)
        let version = etag.filter(\.isNumber)
        for (match, status) in [
            (etag, 200), ("*", 200), ("\"\(version)-gzip\"", 200), ("\"0\", \(etag)", 200),
            ("\"0\"", 412), ("W/\(etag)", 412), ("", 412), ("\"\(version)-br\"", 412),
        ] {
            let answer = subject.admin.get(
                subject.address(made), headers: [("If-Match", match)])
            #expect(answer.status == status, "\(match): \(answer)")
        }
    }

    @Test(arguments: Resources.all)
    func `both forms of a version are known, and the answer names the one that was meant`(
        _ name: String
    ) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        let etag = try #require(subject.get(made).etag)
        let gzip = "\(etag.dropLast())-gzip\""
        for (match, coding, answered) in [
            (gzip, "gzip", gzip), (gzip, nil, gzip), (etag, "gzip", etag), ("W/\(gzip)", nil, gzip),
            ("\(etag), \(gzip)", "gzip", gzip), ("\(gzip), \(etag)", nil, etag),
            ("*", nil, etag),
        ] {
            let coding = coding.map { [("Accept-Encoding", $0)] } ?? []
            let answer = subject.admin.get(
                subject.address(made), headers: [("If-None-Match", match)] + coding)
            #expect(answer.status == 304, "\(match): \(answer)")
            #expect(answer.etag == answered, "\(match)")
        }
    }

    @Test(arguments: Resources.all)
    func `dates count where no tag is named`(_ name: String) throws {
        let subject = try Subject(name)
        // Made at 10:15:30.250: "not modified since 10:15:30" would not be true.
        let made = try subject.make()
        let past = "Sun, 22 Nov 2026 10:15:30 GMT"
        let future = "Sun, 22 Nov 2026 10:15:31 GMT"
        func status(_ headers: [(String, String)]) -> Int {
            subject.admin.get(subject.address(made), headers: headers).status
        }
        #expect(status([("If-Modified-Since", past)]) == 200)
        #expect(status([("If-Modified-Since", future)]) == 304)
        #expect(status([("If-Modified-Since", "Sunday, 22-Nov-26 10:15:31 GMT")]) == 304)
        #expect(status([("If-Modified-Since", "yesterday")]) == 200)
        #expect(status([("If-Modified-Since", future), ("If-None-Match", "\"0\"")]) == 200)
        #expect(status([("If-Modified-Since", past), ("If-None-Match", "*")]) == 304)
        #expect(status([("If-Unmodified-Since", past)]) == 412)
        #expect(status([("If-Unmodified-Since", future)]) == 200)
        #expect(status([("If-Unmodified-Since", "2026-11-22T10:15:30Z")]) == 200)
        #expect(status([("If-Unmodified-Since", past), ("If-Match", "*")]) == 200)
        #expect(status([("If-Unmodified-Since", past), ("If-None-Match", "*")]) == 412)
        #expect(status([("If-Unmodified-Since", future), ("If-None-Match", "*")]) == 304)
    }

    @Test(arguments: Resources.changeable)
    func `a change is made under its conditions only`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        let address = subject.address(made)
        let past = "Sun, 22 Nov 2026 10:15:30 GMT"
        for headers in [
            [("If-Match", "*"), ("If-None-Match", "\"1\"")],
            [("If-Match", "\"1\""), ("If-None-Match", "*")],
            [("If-Match", "\"1\""), ("If-None-Match", "W/\"1-gzip\"")],
        ] {
            let answer = subject.admin.patch(address, ["tags": ["no"]], headers: headers)
            #expect(answer.status == 412, "\(headers): \(answer)")
            #expect(answer.code == "stale_version")
            #expect(answer.etag == "\"1\"")
        }
        let late = subject.admin.patch(
            address, ["tags": ["no"]], headers: [("If-Unmodified-Since", past)])
        let isRequired = Resources.requiringMatch.contains(name)
        #expect(late.status == (isRequired ? 428 : 412), "\(late)")
        #expect(subject.get(made).etag == "\"1\"")
        let answer = subject.admin.patch(
            address, ["tags": ["yes"]],
            headers: [("If-Match", "\"1-gzip\""), ("If-Unmodified-Since", past)])
        #expect(answer.status == 200, "\(answer)")
    }

    @Test(arguments: Resources.changeable)
    func `a guard that cannot be read is 400, a hint is as good as none`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        let address = subject.address(made)
        for value in Self.malformed {
            let broken = [("If-Match", value)]
            let doubtful = [("If-Match", "\"1\""), ("If-None-Match", value)]
            for answer in [
                subject.admin.get(address, headers: broken),
                subject.admin.patch(address, [:], headers: broken),
                subject.admin.patch(address, [:], headers: doubtful),
            ] {
                #expect(answer.status == 400, "\(value): \(answer)")
                #expect(answer.code == "malformed_request")
            }
            let read = subject.admin.get(address, headers: [("If-None-Match", value)])
            #expect(read.status == 200, "\(value): \(read)")
        }
    }

    @Test(arguments: Resources.all)
    func `lists have no version`(_ name: String) throws {
        let subject = try Subject(name)
        _ = try subject.make()
        let list = subject.admin.get(subject.path)
        #expect(list.etag == nil)
        for (field, value, status) in [
            ("If-Match", "*", 200), ("If-Match", "\"1\"", 412), ("If-None-Match", "\"1\"", 200),
            ("If-None-Match", "*", 304),
            ("If-Modified-Since", "Fri, 31 Dec 9999 23:59:59 GMT", 200),
        ] {
            let answer = subject.admin.get(subject.path, headers: [(field, value)])
            #expect(answer.status == status, "\(field) \(value): \(answer)")
        }
    }

    @Test(arguments: Resources.creatable)
    func `nothing is made where a version is named`(_ name: String) throws {
        let subject = try Subject(name)
        let body = try subject.minimalBody()
        let before = try subject.stored()
        let refused = subject.admin.post(subject.path, body, headers: [("If-Match", "\"1\"")])
        #expect(refused.status == 412, "\(refused)")
        #expect(try subject.stored() == before)
        let made = subject.admin.post(subject.path, body, headers: [("If-Match", "*")])
        #expect(made.status == 201, "\(made)")
    }

    @Test func `what is included has no say in the version, so it is sent again`() throws {
        let server = try TestServer()
        let company = server.admin.post(
            "/v1/parties", ["kind": "organization", "display_name": "Acme"])
        let person = server.admin.post(
            "/v1/parties",
            ["kind": "person", "given_name": "Ana", "organization_id": .string(company.id)])
        let path = "/v1/parties/\(person.id)"
        let known = [("If-None-Match", "\"1\"")]
        #expect(server.admin.get(path, headers: known).status == 304)
        let changed = server.admin.patch(
            "/v1/parties/\(company.id)", ["display_name": "Acme Lda"])
        #expect(changed.status == 200)
        let answer = server.admin.get("\(path)?include=organization", headers: known)
        #expect(answer.status == 200, "\(answer)")
        #expect(answer.json["organization"]["display_name"].string == "Acme Lda")
    }

    @Test func `the reference and the rows of a record have tags as well`() throws {
        let server = try TestServer()
        let party = server.admin.post(
            "/v1/parties",
            [
                "kind": "person", "given_name": "Ana",
                "contact_points": [["channel": "email", "value": "ana@acme.example"]],
            ])
        let rows = "/v1/parties/\(party.id)/contact_points"
        for path in ["/openapi.yaml", "/openapi.json", "/docs", "/docs/start.js", rows] {
            let first = server.admin.get(path)
            #expect(first.status == 200, "\(path): \(first)")
            let etag = try #require(first.etag, "\(path)")
            #expect(server.admin.get(path, headers: [("If-None-Match", etag)]).status == 304)
            #expect(server.admin.get(path, headers: [("If-Match", "\"no\"")]).status == 412)
            #expect(server.admin.get(path, headers: [("If-None-Match", "\"no\"")]).status == 200)
        }
        let yaml = server.admin.get("/openapi.yaml")
        #expect(yaml.etag != server.admin.get("/openapi.json").etag)
        #expect(yaml.header("cache-control") == "no-cache")
    }
}
