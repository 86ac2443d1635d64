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

    @Test func `pieces of an answer without content are not kept`() throws {
        let still = try StillConnection()
        let state = StreamState(connection: still.connection, isGzip: false)
        state.giveUp()
        // Whoever writes has looked before that was known.
        still.connection.send([UInt8](repeating: 0x78, count: 100_000), of: state)
        still.connection.settle()
        #expect(still.connection.waitingBytes == 0 && still.loop.held == 0)
    }

    @Test func `what nobody wants is read in turns with others`() throws {
        let still = try StillConnection()
        still.send("BAD\r\n\r\n", at: 0)
        still.loop.endBatch()
        #expect(still.connection.lingering)
        let sent = still.flood()
        #expect(sent > 160_000)
        still.connection.receive(1)
        #expect(still.connection.lingered < sent && still.connection.readable)
        still.loop.readInbox()
        #expect(still.connection.lingered == sent)
    }
}
