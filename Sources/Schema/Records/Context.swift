import Store

/// Who acts in a transaction, from where, under which settings; attached by whoever opens it.
package final class Context {
    package let access: Access
    package let registry: Registry
    package let settings: Settings
    package let requestID: String
    package let address: String
    package let customFields: CustomFields
    /// The newest entry of the feed that this transaction wrote.
    package internal(set) var lastChange: Int64 = 0
    /// Whether something was written that credentials are checked against.
    package internal(set) var hasChangedAccess = false
    /// Whether there is something to do once this is committed, beside the requests.
    package var hasBackgroundWork = false
    /// The event that replaces the usual one for the next save of a record.
    var events: [RecordID: String] = [:]
    /// The other system whose word this is, and about records of which resource.
    package var source: Source?
    /// What rules look up once for the whole transaction, by whose it is.
    package var notes: [ObjectIdentifier: any Sendable] = [:]
    let ids: IDSource
    /// What the loop has encoded before; nil where nothing reads twice.
    let encoded: EncodedRecords?

    package init(
        access: Access, registry: Registry, settings: Settings, requestID: String = "",
        address: String = "", customFields: CustomFields = .none, ids: IDSource = IDSource(),
        encoded: EncodedRecords? = nil
    ) {
        self.access = access
        self.registry = registry
        self.settings = settings
        self.requestID = requestID
        self.address = address
        self.customFields = customFields
        self.ids = ids
        self.encoded = encoded
    }
}

/// Another system that says how its records are.
package struct Source: Sendable {
    package let system: String
    package let resource: String
    /// What it calls the state that it sends; nil where it does not say.
    package let version: String?

    package init(system: String, resource: String, version: String? = nil) {
        self.system = system
        self.resource = resource
        self.version = version
    }
}

/// What an installation decides once.
package struct Settings: Sendable {
    /// Of documents that name none.
    package var currency: Currency
    /// Of people and documents that name none.
    package var timeZone: String
    package var language: String
    /// How long the feed answers; older cursors are refused.
    package var feedRetentionDays: Int64 = 90
    package var idempotencyRetentionDays: Int64 = 7
    package var sessionHours: Int64 = 24 * 14
    /// How long an access token of `POST /oauth/token` lasts.
    package var accessTokenSeconds: Int64 = 3_600

    package init(currency: Currency, timeZone: String = "UTC", language: String = "en") {
        self.currency = currency
        self.timeZone = timeZone
        self.language = language
    }
}

extension Context {
    /// The event that was named for the next save of a record; nil for the usual one.
    func takeEvent(of id: RecordID) -> String? {
        events.isEmpty ? nil : events.removeValue(forKey: id)
    }

    /// Tells an outer context what one inside it changed: an operation of a batch.
    package func noteChangedAccess() { hasChangedAccess = true }

    /// The same of all that one inside it, such as an operation of a batch, has left to do.
    package func note(_ inner: Context) {
        if inner.hasChangedAccess { hasChangedAccess = true }
        if inner.hasBackgroundWork { hasBackgroundWork = true }
    }
}

extension Transaction {
    package var attached: Context {
        guard let context = context as? Context else {
            preconditionFailure("the transaction has no context")
        }
        return context
    }
    package var now: Instant { Instant(milliseconds: milliseconds) }
    package var access: Access { attached.access }
    package var settings: Settings { attached.settings }

    package func newID() -> RecordID { attached.ids.next(at: now) }
}

/// The ids of one writer, in order; belongs to its thread.
package final class IDSource {
    private var generator: IDGenerator

    /// A seed makes the ids of tests and of the demo the same every time.
    package init(seed: UInt64? = nil) { generator = IDGenerator(seed: seed) }

    func next(at now: Instant) -> RecordID { generator.next(at: now) }
}
