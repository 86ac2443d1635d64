import Testing

@testable import HTTP

struct AcceptedCodingTests {
    private static func coding(_ lines: [String], offersGzip: Bool = true) -> AcceptedCoding {
        var wishes = CodingWishes()
        for line in lines { Array(line.utf8).withUnsafeBufferPointer { wishes.note($0) } }
        return wishes.settle(offersGzip: offersGzip)
    }

    @Test(arguments: [
        ("gzip", AcceptedCoding.gzip), ("GZip", .gzip), ("x-gzip", .gzip), ("*", .gzip),
        ("gzip, deflate, br, zstd", .gzip), ("br;q=1.0, gzip;q=0.8, *;q=0.1", .gzip),
        ("gzip;q=0.001", .gzip), ("gzip ; q=0.5", .gzip), ("gzip;\tq=1.000", .gzip),
        ("identity;q=0.5, *;q=1", .gzip), ("gzip;q=0.5, identity;q=0.5", .gzip),
        ("identity;q=0.9, gzip;q=1", .gzip), (",, ,gzip,", .gzip), ("*;q=0.5", .gzip),
        ("", .identity), ("identity", .identity), ("br", .identity), ("deflate", .identity),
        ("gzip;q=0", .identity), ("gzip;q=0.000, *", .identity), ("*;q=0, identity", .identity),
        ("gzip;q=0.5, identity", .identity), ("identity;q=1, gzip;q=0.9", .identity),
        ("gzip;q=0.1, *;q=0.5", .identity), ("gzipped", .identity), ("\"gzip\"", .identity),
        ("gzip;q=2", .identity), ("gzip;q=1.001", .identity), ("gzip;q=0.0001", .identity),
        ("gzip;q=", .identity), ("gzip;q=x", .identity), ("gzip q=1", .identity),
        ("gzip;q=-1", .identity), ("gzip;q=.5", .identity), ("gzip;q=\"1\"", .identity),
        ("identity;q=0, gzip", .gzipOnly), ("*;q=0, gzip", .gzipOnly),
        ("gzip;q=0.1, identity;q=0.0", .gzipOnly), ("identity;q=0, *", .gzipOnly),
        ("identity;q=0", .none), ("*;q=0", .none), ("identity;q=0, br", .none),
        ("identity;q=0, gzip;q=0", .none), ("br, *;q=0", .none),
    ])
    func `the weights decide`(field: String, coding: AcceptedCoding) {
        #expect(Self.coding([field]) == coding)
    }

    @Test func `lines are one list, in which the first word on a coding counts`() {
        #expect(Self.coding(["br", "gzip"]) == .gzip)
        #expect(Self.coding(["gzip;q=0", "gzip"]) == .identity)
        #expect(Self.coding(["identity;q=0", "gzip"]) == .gzipOnly)
        #expect(Self.coding([]) == .identity)
    }

    @Test func `where gzip is off it counts as unknown`() {
        #expect(Self.coding(["gzip"], offersGzip: false) == .identity)
        #expect(Self.coding(["gzip, identity;q=0"], offersGzip: false) == .none)
    }

    @Test func `a list that breaks off anywhere is read as far as it goes`() {
        let field = "gzip;q=0.5;x=\"a,\\\"b\", identity;q=0, *;q=0.1"
        for count in 0...field.utf8.count { _ = Self.coding([String(field.prefix(count))]) }
        #expect(Self.coding([field]) == .gzipOnly)
    }
}

struct AcceptTests {
    private static func weight(_ accept: [String]) -> Int {
        let request = Request(
            method: .get, target: "/", headers: accept.map { ("Accept", $0) })
        return request.weight(of: "application/json").weight
    }

    @Test(arguments: [
        ("*/*", 1000), ("application/json", 1000), ("Application/JSON", 1000),
        ("application/*;q=0.5", 500), ("text/html, */*;q=0.1", 100),
        ("application/json;q=0.2, */*", 200), ("application/json;q=0, */*", 0),
        ("application/*;q=0, */*", 0), ("*/*;q=0, application/json", 1000), ("text/html", 0),
        ("application/jsonx", 0), ("application/jso*", 0), ("*/json", 0), ("json", 1000),
        ("", 1000),
        ("text/html, json", 0),
        ("application/json; charset=utf-8", 1000), ("application/json;x=\"a,b\";q=0.3", 300),
        ("text/html;x=\", application/json\"", 0), ("application/problem+json", 0),
        ("application/json;q=0.5, application/json;q=0.7", 700), ("application/json;q=9", 1000),
        ("text/html, application/json;q=9", 0),
    ])
    func `the most specific range counts`(accept: String, weight: Int) {
        #expect(Self.weight([accept]) == weight)
    }

    @Test func `without the field everything is welcome, and lines are one list`() {
        #expect(Self.weight([]) == 1000)
        #expect(Self.weight(["text/html", "application/json;q=0.4"]) == 400)
    }
}
