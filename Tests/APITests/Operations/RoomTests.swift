import Store
import Testing
import TratoTesting

@testable import API

struct RoomTests {
    @Test func `a full disk is told once, and so is room again`() throws {
        let server = try TestServer()
        let full = StoreError.full
        for error in [nil, full, full, StoreError.busy, nil, nil, full] as [(any Error)?] {
            server.application.noteRoom(after: error)
        }
        #expect(server.log.failures.count == 3)
        #expect(server.log.failures.map { $0.contains("is full") } == [true, false, true])
    }
}
