import Schema
import Testing
import TratoTesting

struct RequestTests {
    @Test(arguments: Resources.creatable)
    func `what is not JSON is refused with the byte where it stops`(_ name: String) throws {
        let subject = try Subject(name)
        for (text, offset) in [
            ("{\"name\": }", 9), ("{\"a\":1,\"a\":2}", 7), ("{} x", 3), ("[1,]", 3),
            ("{\"a\":\"\\ud800\"}", 6),
        ] {
            let answer = subject.admin.send(
                .post, subject.path, headers: [("Content-Type", "application/json")],
                bytes: Array(text.utf8))
            #expect(answer.status == 400, "\(text): \(answer)")
            #expect(answer.code == "malformed_json")
            #expect(answer.json["offset"].integer == Int64(offset), "\(text): \(answer)")
        }
        if Resources.input(of: subject.table) === subject.table {
            let empty = subject.admin.post(subject.path)
            #expect(empty.status == 400, "\(empty)")
            #expect(empty.code == "malformed_json")
        }
        for body: JSONValue in [[], 5, nil, "x"] {
            expect(subject.admin.post(subject.path, body), refuses: " wrong_type")
        }
    }

    @Test(arguments: Resources.creatable)
    func `another media type is refused, and one that is not served`(_ name: String) throws {
        let subject = try Subject(name)
        let body = try subject.minimalBody()
        for type in ["text/plain", "application/xml", "application/json; charset=latin1"] {
            let answer = subject.admin.post(subject.path, body, headers: [("Content-Type", type)])
            #expect(answer.status == 415, "\(type): \(answer)")
            #expect(answer.code == "unsupported_media_type")
        }
        let list = subject.admin.get(subject.path, headers: [("Accept", "text/html")])
        #expect(list.status == 406, "\(list)")
        #expect(list.code == "not_acceptable")
        for accept in ["*/*", "application/*", "text/html, application/json;q=0.5"] {
            #expect(subject.admin.get(subject.path, headers: [("Accept", accept)]).status == 200)
        }
    }

    @Test(arguments: Resources.all)
    func `a method that an address does not have names those that it has`(_ name: String) throws {
        let subject = try Subject(name)
        let answer = subject.admin.put(subject.path, [:])
        #expect(answer.status == 405, "\(answer)")
        #expect(answer.code == "method_not_allowed")
        let allow = answer.header("allow") ?? ""
        #expect(allow.contains("GET"))
        #expect(allow.contains("POST") == Resources.posted.contains(name), "\(allow)")
    }

    @Test(arguments: Resources.all)
    func `without a valid credential nothing is answered`(_ name: String) throws {
        let subject = try Subject(name)
        let made = try subject.make()
        for token in [nil, "", "trato_nothing", "x"] {
            let client = subject.server.client(token: token)
            for answer in [client.get(subject.path), client.get(subject.address(made))] {
                #expect(answer.status == 401, "\(answer)")
                #expect(answer.code == "unauthenticated")
                #expect(answer.header("www-authenticate") == "Bearer")
            }
        }
    }

    @Test(arguments: Resources.all)
    func `an id that names nothing is 404`(_ name: String) throws {
        let subject = try Subject(name)
        for id in [Fresh.id(), "nothing", "1"] {
            let answer = subject.admin.get("\(subject.path)/\(id)")
            #expect(answer.status == 404, "\(answer)")
            #expect(answer.code == "not_found")
            #expect(answer.json["instance"].string == "\(subject.path)/\(id)")
        }
    }
}
