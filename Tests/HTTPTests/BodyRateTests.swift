import Testing

@testable import HTTP

struct BodyRateTests {
    private static let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"

    @Test func `a byte now and then does not hold a connection`() throws {
        let still = try StillConnection(Limits())
        still.send(Self.head, at: 0)
        still.send("x", at: 30_000)
        still.send("x", at: 59_000)
        #expect(still.answer().isEmpty)
        #expect(still.connection.deadline == 60_004)
        still.send("x", at: 60_010)
        #expect(still.answer().hasPrefix("HTTP/1.1 408 "))
    }

    @Test func `chunks of a byte are bytes all the same`() throws {
        let still = try StillConnection(Limits())
        still.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", at: 0)
        for second in 1...6 { still.send("1\r\nx\r\n", at: Int64(second) * 9_999) }
        #expect(still.answer().isEmpty)
        still.send("1\r\nx\r\n", at: 60_100)
        #expect(still.answer().hasPrefix("HTTP/1.1 408 "))
    }

    @Test func `what comes at the least rate has its time`() throws {
        let still = try StillConnection(Limits())
        still.send(Self.head, at: 0)
        let second = String(repeating: "x", count: 500)
        for count in 1...199 { still.send(second, at: Int64(count) * 1_000) }
        #expect(still.answer().isEmpty)
        #expect(still.connection.reader.bodyReceived == 99_500)
        #expect(still.connection.deadline == 259_000)
    }

    @Test func `the next body has a time of its own`() throws {
        let still = try StillConnection(Limits())
        let small = "OPTIONS * HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n"
        still.send(small + "a", at: 0)
        still.send("b" + small + "a", at: 50_000)
        #expect(still.answer().hasPrefix("HTTP/1.1 204 "))
        still.send("", at: 70_000)
        #expect(!still.connection.isLast)
        #expect(still.connection.deadline == 110_002)
    }
}
