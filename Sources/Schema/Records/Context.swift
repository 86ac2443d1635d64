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
    /// How far reading a table reaches, of the table that was asked about last: the lines of a document name one after the
    /// other a record of the same.
    private var reach: (table: ObjectIdentifier, sight: Sight?)?
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
    /// The seller's VAT identifier, well formed; nil where there is none.
    package var vatID: String?
    /// How long the feed answers; older cursors are refused.
    package var feedRetentionDays: Int64 = 90
    package var idempotencyRetentionDays: Int64 = 7
    package var sessionHours: Int64 = 24 * 14
    /// How long an access token of `POST /oauth/token` lasts.
    package var accessTokenSeconds: Int64 = 3_600
    /// How long deliveries of webhooks that are over are kept.
    package var webhookRetentionDays: Int64 = 30
    /// Addresses beside public ones that webhooks may go to: blocks, with or without a port.
    package var webhookAddresses: [String] = []

    package init(currency: Currency, timeZone: String = "UTC", language: String = "en") {
        self.currency = currency
        self.timeZone = timeZone
        self.language = language
    }
}

extension Context {
    /// How far the caller may read a table; nil when not at all.
    func readSight(on table: Table) -> Sight? {
        if let reach, reach.table == ObjectIdentifier(table) { return reach.sight }
        let sight = access.sight("read", on: table.name)
        reach = (ObjectIdentifier(table), sight)
        return sight
    }

    /// The event that was named for the next save of a record; nil for the usual one.
    func takeEvent(of id: RecordID) -> String? {
        events.isEmpty ? nil : events.removeValue(forKey: id)
    }

    /// Credentials that are remembered are looked up anew after this transaction.
    package func noteChangedAccess() { hasChangedAccess = true }

    /// Takes over what a context inside this one, such as that of a batch's operation, has left to do.
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
    /// Runs work as somebody else: the server itself, for whom it does not know.
    package func acting<R>(as access: Access, _ work: () throws -> R) rethrows -> R {
        let outer = attached
        let inner = Context(
            access: access, registry: outer.registry, settings: outer.settings,
            requestID: outer.requestID, address: outer.address, customFields: outer.customFields,
            ids: outer.ids)
        inner.lastChange = outer.lastChange
        context = inner
        defer {
            outer.lastChange = inner.lastChange
            outer.note(inner)
            context = outer
        }
        return try work()
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
