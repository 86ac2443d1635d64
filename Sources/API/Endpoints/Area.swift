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
    /// What somebody without a credential sees when a page is refused; of one area at most.
    package let refusalPage: RefusalPage?

    package init(
        _ name: String, resources: [Table], actions: [AnyAction] = [], nestings: [Nesting] = [],
        jobs: [@Sendable (Transaction) throws -> Void] = [], refusalPage: RefusalPage? = nil
    ) {
        self.refusalPage = refusalPage
        self.name = name
        self.resources = resources
        self.actions = actions
        self.nestings = nestings
        self.jobs = jobs
    }
}

/// A page that says what is wrong, in the language that the browser prefers (`Accept-Language`).
package typealias RefusalPage = @Sendable (Problem, _ languages: String) -> Rendition
