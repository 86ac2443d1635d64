import Glibc
import Testing

@testable import trato

struct ActivationTests {
    @Test func `a service manager passes a socket and is told how the server is`() throws {
        let service = try ServiceProcess()
        // The socket listens already, so a client that comes during the start just waits.
        #expect(service.nextState() == "READY=1")
        #expect(try service.ask("/readyz") == "HTTP/1.1 200 OK")
        #expect(service.output() == "listening on http://127.0.0.1:\(service.port)\n")
        #expect(service.terminate() == 0)
        #expect(service.nextState() == "STOPPING=1")
    }

    @Test func `a signal that comes during the start waits until it is taken`() throws {
        let service = try ServiceProcess()
        #expect(service.nextState() == "READY=1")
        // Ignored, they would be lost until somebody takes them.
        #expect(service.signals("SigBlk").isSuperset(of: [SIGTERM, SIGINT, SIGHUP]))
        #expect(service.signals("SigIgn").isDisjoint(with: [SIGTERM, SIGINT, SIGHUP]))
        #expect(service.terminate() == 0)
    }

    @Test func `nobody waits for who does not read the log`() throws {
        let service = try ServiceProcess(
            "2>&9",
            after: "mkfifo \"$1/errors\"; exec 9<>\"$1/errors\"; head -c 65536 /dev/zero >&9")
        #expect(service.nextState() == "READY=1")
        for _ in 0..<20 { #expect(try service.ask("/v1/parties") == "HTTP/1.1 401 Unauthorized") }
        #expect(service.terminate() == 0)
    }

    @Test func `a server whose database is moved away ends`() throws {
        let service = try ServiceProcess("2>\"$1/errors\"")
        #expect(service.nextState() == "READY=1")
        #expect(service.moveDatabase())
        #expect(service.nextState() == "STOPPING=1")
        #expect(service.waitForEnd() == 70)
    }

    @Test func `output that nobody gets is no success`() throws {
        let command = try ServiceProcess(after: "exec \"$0\" version >/dev/full 2>\"$1/errors\"")
        #expect(command.waitForEnd() == 74)
    }

    @Test func `without descriptors for output nothing is written anywhere else`() throws {
        let command = try ServiceProcess(
            after: "\"$0\" migrate --database \"$1/db\" >&- 2>&-; exit $?")
        #expect(command.waitForEnd() == 0)
    }

    @Test func `a bound on the length of files is a full disk`() throws {
        let command = try ServiceProcess(
            after: "(ulimit -f 4096; \"$0\" migrate --database \"$1/db\" 2>\"$1/errors\"); "
                + "grep -q 'The disk is full' \"$1/errors\"; exit $?")
        #expect(command.waitForEnd() == 0)
    }

    @Test func `signals that come together are one`() {
        let first = FirstSignal()
        #expect(first.number == nil)
        #expect(!first.isRepeated(by: SIGTERM))
        #expect(!first.isRepeated(by: SIGINT))
        #expect(first.number == SIGTERM)
    }
}
