import Testing

@testable import API

/// A stream that is ended between two parts ends behind an event.
struct FeedPartTests {
    @Test(arguments: [1, 2, 3, 10, 11, 12, 100])
    func `parts are whole events, unless one is larger than a part`(most: Int) {
        let events = ["data: 1\n\n", "data: 22\n\n", "id: 3\ndata: 333\n\n", "\n\n", ": \n\n"]
        let page = Array(events.joined().utf8)
        var rest = page[...]
        var joined: [UInt8] = []
        var ends: [Int] = []
        var end = 0
        for event in events {
            end += event.utf8.count
            ends.append(end)
        }
        while !rest.isEmpty {
            let part = Pipeline.part(of: rest, atMost: most)
            #expect(!part.isEmpty && part.count <= most)
            rest = rest.dropFirst(part.count)
            let start = joined.count
            let isBehindEvent = start == 0 || ends.contains(start)
            let next = ends.first { $0 > start } ?? 0
            joined += part
            if isBehindEvent, next - start <= most { #expect(ends.contains(joined.count)) }
        }
        #expect(joined == page)
    }
}
