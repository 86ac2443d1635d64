import Synchronization
import Testing

@testable import HTTP

struct AfterwardsTests {
    private final class Calls: Sendable {
        let count = Atomic(0)
    }

    @Test func `who waits to write more is called when the loop is out of everybody's answer`()
        throws
    {
        let still = try StillConnection()
        let (loop, connection, calls) = (still.loop, still.connection, Calls())
        for isClosed in [false, true] {
            let state = StreamState(connection: connection, isGzip: false)
            if isClosed {
                connection.close()
            } else {
                connection.stream = state
            }
            loop.owner = connection
            connection.note({ [calls] in calls.count.add(1, ordering: .relaxed) }, of: state)
            #expect(calls.count.load(ordering: .relaxed) == (isClosed ? 1 : 0))
            loop.runAfterwards()
            #expect(calls.count.load(ordering: .relaxed) == (isClosed ? 2 : 1))
            #expect(loop.owner == nil)
            loop.runAfterwards()
        }
        #expect(calls.count.load(ordering: .relaxed) == 2)
        #expect(loop.afterwards.isEmpty)
    }
}
