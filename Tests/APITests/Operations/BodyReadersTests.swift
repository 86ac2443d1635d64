import Dispatch
import Schema
import Testing

@testable import API

struct BodyReadersTests {
    @Test func `long bodies are bounded together, and one alone has any length`() throws {
        let readers = BodyReaders()
        let (gate, done) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        try readers.read(200 << 20) {
            gate.wait()
            done.signal()
        }
        do {
            try readers.read(1) {}
            Issue.record("it was taken")
        } catch let problem as Problem {
            #expect(problem.code == .overloaded && problem.retryAfterSeconds == 1)
        }
        gate.signal()
        done.wait()
        // What has been read is given back a moment later.
        while true {
            do {
                try readers.read(64 << 20) { done.signal() }
                break
            } catch is Problem { continue }
        }
        done.wait()
    }
}
