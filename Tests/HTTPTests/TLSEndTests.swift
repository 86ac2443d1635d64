import CLinux
import COpenSSL
import Glibc
import Testing

@testable import HTTP

struct TLSEndTests {
    private let certificate = TestCertificate()

    @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func `the end is said though the socket has no room for it at first`(version: Int32) throws {
        let context = try TLSContext(certificate.configuration(), tickets: TicketKeys())
        let still = try StillConnection(tls: context)
        let connection = still.connection
        let client = TLSClient(TLSClient.Options(version: version))
        while try !client.advance() {
            still.send(client.takeOutput(), at: 0)
            client.give(still.received())
        }
        still.send(client.takeOutput(), at: 0)
        client.give(still.received())
        #expect(try client.open().isEmpty)
        let filled = still.fill()
        connection.isLast = true
        connection.settle()
        #expect(connection.unsent > 0)
        #expect(!connection.lingering && connection.waiting == .peer)
        #expect(still.received().count == filled)
        connection.receive(EPOLLOUT.rawValue)
        #expect(connection.lingering)
        client.give(still.received())
        #expect(try client.open().isEmpty)
        #expect(client.heardEnd)
    }
}
