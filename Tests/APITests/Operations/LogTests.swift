import API
import Glibc
import Synchronization
import Testing
import TratoTesting

struct LogTests {
    private final class Lines: Sendable {
        private let kept = Mutex<[String]>([])

        func log(_ format: Log.Format, _ level: Log.Level) -> Log {
            Log(format, level) { [self] line in
                kept.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
            }
        }

        var all: [String] { kept.withLock { $0 } }
    }

    @Test func `a level lets through what is at least as grave, and may change`() {
        for (index, level) in Log.Level.allCases.enumerated() {
            let lines = Lines()
            let log = lines.log(.text, .error)
            log.level = level
            for other in Log.Level.allCases { log(other, "x") }
            #expect(lines.all.count == index + 1, "\(level)")
            #expect(log.lines.values.reduce(0, +) == index + 1)
            log.level = .error
            log(.warning, "y")
            #expect(lines.all.count == index + 1)
        }
    }

    @Test func `a message that nobody wants is not made`() {
        let made = Atomic(0)
        func message() -> String {
            made.add(1, ordering: .relaxed)
            return "x"
        }
        let log = Lines().log(.json, .info)
        log(.debug, message())
        #expect(made.load(ordering: .relaxed) == 0)
        log(.info, message())
        #expect(made.load(ordering: .relaxed) == 1)
    }

    @Test func `every line is one line, for machines and for people`() throws {
        let messages = [
            "plain", "two\nlines\r\n", "\u{1B}[31mred", "\u{9B}31m", "\"quoted\" \\ back",
            "\u{202E}drawkcab", "\u{2028}", "tab\t", "Zoë 中文",
        ]
        for message in messages {
            let (json, text) = (Lines(), Lines())
            json.log(.json, .info)(.warning, message)
            text.log(.text, .info)(.warning, message)
            for line in [json.all[0], text.all[0]] {
                #expect(line.hasSuffix("\n"))
                for scalar in line.dropLast().unicodeScalars {
                    let category = scalar.properties.generalCategory
                    #expect(
                        ![.control, .format, .lineSeparator, .paragraphSeparator]
                            .contains(category), "\(message.debugDescription)")
                }
            }
            let object = try JSONValue(parsing: Array(json.all[0].utf8))
            #expect(object["message"].string == message)
            #expect(object["level"] == "warning")
            #expect(object["time"].string?.hasSuffix("Z") == true)
            let parts = text.all[0].split(separator: " ", maxSplits: 2)
            #expect(parts[0].hasSuffix("Z") && parts[1] == "warning")
        }
        let text = Lines()
        text.log(.text, .info)(.info, "a \"name\"\n")
        #expect(text.all[0].hasSuffix("Z info    a \"name\"\\u000a\n"))
    }

    @Test func `no line of any log has a secret or a personal value`() throws {
        let server = try TestServer()
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let token = server.admin.token ?? ""
        let requests = try server.serving(accessLog: ends[1]) { connect in
            try Hostile.send(connect, server)
        }
        // What is our own fault is logged in full, so its words must be as careful.
        _ = try server.tx { try $0.execute(text: "ALTER TABLE leads RENAME TO gone") }
        #expect(server.admin.get("/v1/leads?email=\(Hostile.email)").status == 500)
        #expect(server.admin.post("/v1/leads", Hostile.lead).status == 500)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = Glibc.read(ends[0], &buffer, buffer.count)
        let access = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        let lines = access.split(separator: "\n").map(String.init)
        #expect(lines.count == requests)
        #expect(server.log.lines.count >= requests / 2)
        #expect(server.log.failures.count == 2, "\(server.log.failures)")
        for line in lines + server.log.lines {
            for secret in Hostile.secrets + [token] {
                #expect(!line.contains(secret), "\(secret) in \(line)")
            }
        }
    }
}

/// Requests that carry what no log may hold, on ways that succeed and ways that fail.
private enum Hostile {
    static let word = "s3cr3t-Word"
    static let email = "person@example.com"
    static let encodedEmail = "person%40example.com"
    static let secrets = [word, email, encodedEmail, "555-0100"]
    static let lead: JSONValue = ["family_name": .string(word), "email": .string(email)]

    /// Each on a connection of its own, since some end theirs; how many requests were sent.
    static func send(_ connect: () throws -> Client, _ server: TestServer) throws -> Int {
        let role = server.admin.get("/v1/roles?name=read_only").data.first?["id"] ?? .null
        let password = word + " long enough"
        let user: JSONValue = [
            "name": .string(word), "email": .string(email), "role_id": role,
            "password": .string(password),
        ]
        let login: JSONValue = ["email": .string(email), "password": .string(password)]
        let bodies: [(target: String, body: JSONValue)] = [
            ("/v1/users", user), ("/v1/users", user), ("/v1/sessions", login),
            ("/v1/sessions", ["email": .string(email), "password": .string(word)]),
            ("/v1/sessions", [word: "x", "email": .string(email)]),
            ("/v1/parties", ["kind": .string(word)]), ("/v1/parties", [word: .string(email)]),
            ("/v1/parties", ["kind": "person", "given_name": .string(word)]),
            ("/v1/parties/search", ["where": .string(word)]),
            (
                "/v1/batch",
                ["operations": [["method": "POST", "path": "/v1/parties", "body": user]]]
            ),
            ("/v1/api-keys", ["name": .string(word), "role_id": .string(email)]),
        ]
        for (target, body) in bodies { _ = try connect().post(target, body) }
        let queries = [
            "q=\(encodedEmail)", "display_name=\(word)", "\(word)=1", "cursor=\(word)",
            "sort=\(word)", "phone=555-0100", "q=%\(word)", "created_at.gte=\(word)",
        ]
        for query in queries { _ = try connect().get("/v1/parties?\(query)") }
        let texts = ["{\"\(word)\": ", "\(word) is not JSON", "[\"\(email)\"]"]
        for text in texts {
            _ = try connect().send(
                .post, "/v1/parties", headers: [("Content-Type", "application/json")],
                bytes: Array(text.utf8))
        }
        let headers: [[(String, String)]] = [
            [("Authorization", "Bearer \(word)")], [("Authorization", "Basic \(word)")],
            [("Idempotency-Key", String(repeating: word, count: 99))], [("If-Match", word)],
            [("Cookie", word)], [("Accept", "\(word)/\(word)")], [("Content-Type", word)],
        ]
        for headers in headers {
            _ = try connect().send(.post, "/v1/parties", headers: headers, bytes: Array(word.utf8))
        }
        return bodies.count + queries.count + texts.count + headers.count
    }
}
