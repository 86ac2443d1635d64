import HTTP
import Schema

/// All endpoints of a server, derived from its resources and actions; built once.
package struct Endpoints: Sendable {
    package private(set) var all: [Endpoint] = []
    package private(set) var router = Router()

    package init(_ areas: [Area], _ registry: Registry) {
        for area in areas {
            let verbs = Set(area.actions.map { "\($0.route.method.rawValue) \($0.route.path)" })
            for table in area.resources { addResource(table, verbs) }
            for nesting in area.nestings { addNesting(nesting) }
            for action in area.actions {
                registry.adopt(action.form)
                add(action)
            }
        }
        addSystem()
        if registry.resource(Imports.name) != nil { addFiles() }
    }

    /// The same in memory of its own: loops that count references to one object take its cache line from each other at
    /// every request.
    init(copyOf other: Endpoints) {
        all = other.all.map { Endpoint(copyOf: $0) }
        router = other.router.copied()
    }

    package func endpoint(_ index: Int) -> Endpoint { all[index] }

    mutating func append(_ endpoint: Endpoint) {
        router.add(endpoint.method, endpoint.path, all.count)
        all.append(endpoint)
    }

    private mutating func add(
        _ method: Method, _ path: String, _ summary: String, _ table: Table?, _ right: String?,
        _ operation: Operation, _ returns: Shape
    ) {
        append(
            Endpoint(
                method: method, path: path, summary: summary, resource: table, right: right,
                operation: operation, returns: returns))
    }

    private mutating func add(_ action: AnyAction) {
        let route = action.route
        append(
            Endpoint(
                method: route.method, path: route.path, summary: route.summary,
                resource: route.resource, right: route.right, operation: .action(action),
                returns: route.returns, needsCredential: !route.isPage,
                dialect: route.isPage ? .page : .json, produces: route.produces))
    }

    private mutating func addResource(_ table: Table, _ actions: Set<String>) {
        let path = "/v1/\(table.name)"
        let one = "\(path)/{id}"
        let noun = table.singular.map { $0 == "_" ? " " : String($0) }.joined()
        let plural = table.name.map { $0 == "-" ? " " : String($0) }.joined()
        add(.get, path, "List \(plural)", table, "read", .list(table), .list(table))
        add(
            .post, "\(path)/search", "Search \(plural)", table, "read", .search(table), .list(table)
        )
        add(.get, one, "Read one \(noun)", table, "read", .read(table), .record(table))
        addRows(table, one, noun)
        guard !table.traits.contains(.readOnly) else { return }
        if !table.traits.contains(.noCreate) {
            add(.post, path, "Create one \(noun)", table, "create", .create(table), .record(table))
        }
        guard !table.traits.contains(.appendOnly) else {
            if !table.traits.contains(.noCreate) { addExternal(table, path, noun) }
            return
        }
        add(.patch, one, "Change one \(noun)", table, "update", .update(table), .record(table))
        if !table.traits.contains(.permanent) {
            add(.delete, one, "Delete one \(noun)", table, "delete", .delete(table), .nothing)
            if !table.traits.contains(.final) {
                add(
                    .post, "\(one)/restore", "Restore one \(noun)", table, "delete",
                    .restore(table), .record(table))
            }
        }
        addExternal(table, path, noun)
        for verb in table.machine?.verbs ?? [] {
            let path = "\(one)/\(verb)"
            guard !actions.contains("\(Method.post.rawValue) \(path)") else { continue }
            add(
                .post, path, "\(verb.prefix(1).uppercased())\(verb.dropFirst()) one \(noun)", table,
                verb, .transition(table, verb: verb), .record(table))
        }
    }

    private mutating func addExternal(_ table: Table, _ path: String, _ noun: String) {
        let external = "\(path)/by-external/{system}/{external_id}"
        let traits = table.traits
        add(
            .get, external, "Read one \(noun) by another system's id", table, "read",
            .readExternal(table), .record(table))
        if !traits.contains(.noCreate) {
            let what = traits.contains(.appendOnly) ? "Create" : "Create or change"
            add(
                .put, external, "\(what) one \(noun) by another system's id", table, "create",
                .putExternal(table), .record(table))
        }
        if table.isDeletable {
            add(
                .delete, external, "Delete one \(noun) by another system's id", table, "delete",
                .deleteExternal(table), .nothing)
        }
    }

    private mutating func addRows(_ table: Table, _ one: String, _ noun: String) {
        for collection in table.owned {
            let path = "\(one)/\(collection.name)"
            let row = "\(path)/{row_id}"
            let what = collection.name.map { $0 == "_" ? " " : String($0) }.joined()
            add(
                .get, path, "List the \(what) of one \(noun)", table, "read",
                .listRows(table, collection), .list(collection.table))
            add(
                .get, row, "Read one of the \(what) of one \(noun)", table, "read",
                .readRow(table, collection), .record(collection.table))
            guard collection.isChangeable, !table.traits.contains(.readOnly) else { continue }
            add(
                .post, path, "Add to the \(what) of one \(noun)", table, "update",
                .createRow(table, collection), .record(collection.table))
            add(
                .patch, row, "Change one of the \(what) of one \(noun)", table, "update",
                .updateRow(table, collection), .record(collection.table))
            add(
                .delete, row, "Remove one of the \(what) of one \(noun)", table, "update",
                .deleteRow(table, collection), .nothing)
        }
    }

    private mutating func addNesting(_ nesting: Nesting) {
        let path = "/v1/\(nesting.parent.name)/{id}/\(nesting.segment)"
        let plural = nesting.segment.map { $0 == "-" ? " " : String($0) }.joined()
        add(
            .get, path, "List the \(plural) of one \(nesting.parent.singular)", nesting.child,
            "read", .nestedList(nesting), .list(nesting.child))
        if !nesting.child.traits.contains(.readOnly), !nesting.child.traits.contains(.noCreate) {
            add(
                .post, path, "Add to the \(plural) of one \(nesting.parent.singular)",
                nesting.child, "create", .nestedCreate(nesting), .record(nesting.child))
        }
    }
}
