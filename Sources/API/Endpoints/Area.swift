import Schema
import Store

/// One area of the domain: its resources, its verbs, and what it does by the clock.
package struct Area: Sendable {
    package let name: String
    package let resources: [Table]
    package let actions: [AnyAction]
    package let nestings: [Nesting]
    /// Run about once a minute, each in a transaction of its own.
    package let jobs: [@Sendable (Transaction) throws -> Void]

    /// Told of every change of every record, in the transaction that makes it.
    package let watchers: [Watcher]

    package init(
        _ name: String, resources: [Table], actions: [AnyAction] = [], nestings: [Nesting] = [],
        jobs: [@Sendable (Transaction) throws -> Void] = [], watchers: [Watcher] = []
    ) {
        self.name = name
        self.resources = resources
        self.actions = actions
        self.nestings = nestings
        self.jobs = jobs
        self.watchers = watchers
    }
}
