import Store
import Testing
import TratoTesting

@testable import CRM

/// What the dispatcher asks the database again and again is found through an index, however much has been delivered.
struct WebhookPlanTests {
    private static let statements: [(name: String, sql: SQL)] = [
        ("heads", WebhookQueue.heads), ("demoted", WebhookQueue.demoted),
        ("next", WebhookQueue.next), ("earlier", WebhookQueue.earlier),
        ("begun", WebhookQueue.begun), ("cancelled", WebhookQueue.cancelled),
        ("again", WebhookQueue.again), ("known", WebhookQueue.known),
        ("counted", WebhookReading.counted), ("oldest", WebhookReading.oldest),
        ("first", WebhookReading.first), ("due", WebhookReading.due),
        ("old attempts", WebhookDeliveries.oldAttempts), ("old", WebhookDeliveries.old),
    ]

    @Test(arguments: statements.indices)
    func `a statement of the queue reads no table from end to end`(_ index: Int) throws {
        let (name, sql) = Self.statements[index]
        let server = try TestServer()
        let steps = try server.read { try $0.plan(of: sql.text) }
        #expect(!steps.contains { $0.contains("SCAN") }, "\(name): \(steps)")
        #expect(steps.contains { $0.contains("SEARCH") }, "\(name): \(steps)")
        #expect(!steps.contains { $0.contains("TEMP B-TREE") }, "\(name): \(steps)")
    }
}
