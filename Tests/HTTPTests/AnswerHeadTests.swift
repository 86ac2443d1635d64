import Testing

@testable import HTTP

/// The lines that an answer is sent with beside its own are put together from pieces made before: no piece may get into
/// an answer that it does not belong to.
struct AnswerHeadTests {
    private static let framings: [Connection.AnswerFraming] = [
        .none, .length(17), .chunked, .untilClose,
    ]

    private static func configuration() -> ServerConfiguration {
        var configuration = ServerConfiguration()
        configuration.strictTransportSeconds = 63_072_000
        return configuration
    }

    private static func lines(
        _ style: AnswerStyle, _ response: Response, isSecure: Bool,
        _ framing: Connection.AnswerFraming
    ) -> [String] {
        let request = Request(method: .get, target: "/", isSecure: isSecure)
        let output = OutputBuffer(capacity: 16)
        style.append(to: output, request.head, response, framing)
        return String(decoding: output.content, as: UTF8.self).split(separator: "\r\n").map(
            String.init)
    }

    private static func wanted(
        _ response: Response, isSecure: Bool, _ framing: Connection.AnswerFraming
    ) -> [String] {
        let isEmpty = response.status == 204 || response.status == 304
        var lines = ["Cache-Control: \(response.caching.directive)"]
        var vary = ["Authorization", "Accept", "Accept-Encoding", "Origin"].enumerated().filter {
            response.vary.rawValue >> $0.offset & 1 == 1
        }.map(\.element)
        let mayBeGzip =
            response.status == 304 || response.header("content-type") == "application/json"
        if mayBeGzip, !vary.contains("Accept-Encoding") {
            vary.append("Accept-Encoding")
            if vary.contains("Origin") { vary = vary.filter { $0 != "Origin" } + ["Origin"] }
        }
        if !vary.isEmpty { lines.append("Vary: " + vary.joined(separator: ", ")) }
        if !isEmpty {
            let policy = response.policy.map { "\($0)" }
            lines += [
                "X-Content-Type-Options: nosniff", "X-Frame-Options: DENY",
                "Referrer-Policy: no-referrer",
                "Content-Security-Policy: "
                    + (policy ?? "default-src 'none'; frame-ancestors 'none'"),
            ]
        }
        if isSecure { lines.append("Strict-Transport-Security: max-age=63072000") }
        switch framing {
        case .none, .untilClose: break
        case .length: lines.append("Content-Length: ")
        case .chunked: lines.append("Transfer-Encoding: chunked")
        }
        return lines
    }

    @Test func `every answer has the lines that its properties ask for, the second time too`() {
        let style = AnswerStyle(Self.configuration())
        for _ in 0..<2 {
            for status in [200, 201, 204, 304, 404] {
                for type in ["application/json", "image/png"] {
                    for caching in [Caching.never, .revalidated, .shared] {
                        for vary in UInt8(0)..<16 {
                            for policy in [nil, "default-src 'self'"] as [StaticString?] {
                                var response = Response(status)
                                response.add("Content-Type", type)
                                response.caching = caching
                                response.vary = Vary(rawValue: vary)
                                response.policy = policy
                                check(style, response)
                            }
                        }
                    }
                }
            }
        }
    }

    private func check(_ style: AnswerStyle, _ response: Response) {
        for isSecure in [false, true] {
            for framing in Self.framings {
                let found = Self.lines(style, response, isSecure: isSecure, framing)
                let wanted = Self.wanted(response, isSecure: isSecure, framing)
                #expect(found == wanted, "\(response) \(framing)")
            }
        }
    }

    @Test func `the date and the status begin an answer, whatever the second`() {
        var date = DateLine()
        date.refresh()
        for status in [200, 201, 404, 503] {
            let output = OutputBuffer(capacity: 16)
            date.append(status, to: output)
            let lines = String(decoding: output.content, as: UTF8.self).split(separator: "\r\n")
            #expect(lines.count == 3)
            #expect(lines[0].hasPrefix("HTTP/1.1 \(status) "))
            #expect(lines[1].hasPrefix("Date: ") && lines[1].hasSuffix(" GMT"))
            #expect(HTTPDate.seconds(String(lines[1].dropFirst(6))) != nil)
            #expect(lines[2] == "X-Request-Id: ")
        }
    }

    @Test func `digits are those that a text would have`() {
        var seeded = Seeded(7)
        var words: [UInt64] = [0, 1, 9, 10, 15, 16, 0x9999_AAAA, .max, 1 << 63]
        words += (0..<2_000).map { _ in seeded.next() >> UInt64.random(in: 0..<64, using: &seeded) }
        for word in words {
            let output = OutputBuffer(capacity: 1)
            output.append(word: word)
            var bytes: [UInt8] = []
            bytes.append(hexadecimal: word)
            let text = String(word, radix: 16)
            let padded = String(repeating: "0", count: 16 - text.utf8.count) + text
            #expect(String(decoding: output.content, as: UTF8.self) == padded)
            #expect(String(decoding: bytes, as: UTF8.self) == padded)
            let number = Int(word >> 1)
            output.removeAll()
            output.append(decimal: number)
            bytes = []
            bytes.append(decimal: number)
            #expect(String(decoding: output.content, as: UTF8.self) == "\(number)")
            #expect(String(decoding: bytes, as: UTF8.self) == "\(number)")
        }
    }
}
