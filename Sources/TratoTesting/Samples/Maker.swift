import API
import CRM
import Schema

/// Makes records through the API, with whatever they need to exist first.
package struct Maker: Sendable {
    package let server: TestServer
    package let client: Client

    package init(_ server: TestServer, as client: Client? = nil) {
        self.server = server
        self.client = client ?? server.admin
    }

    /// The least body with which a record of the resource can be created.
    ///
    /// Required fields get samples; what the resource's own rules want besides stands in `Needs`.
    package func minimalBody(for table: Table) throws -> JSONValue {
        var body = try sample(of: table.fields.filter(\.isRequired))
        if let needs = Needs.all[table.name] {
            // A need set to null takes a sample back.
            for (name, value) in try needs(self).members {
                body = value.isNull ? body.without(name) : body.merging([name: value])
            }
        }
        return body
    }

    /// The least element of an owned collection.
    package func minimalElement(of collection: OwnedSpec, in parent: Table) throws -> JSONValue {
        let sample = try sample(of: collection.table.fields.filter(\.isRequired))
        guard let needs = Needs.elements["\(parent.name)/\(collection.name)"] else { return sample }
        return sample.merging(try needs(self))
    }

    private func sample(of fields: [FieldSpec]) throws -> JSONValue {
        var body: JSONValue = [:]
        for field in fields { body[field.name] = try value(of: field) }
        return body
    }

    /// A valid value for a field.
    package func value(of field: FieldSpec) throws -> JSONValue {
        try field.kind.sample { name in
            guard let target = server.registry.table(name) else {
                preconditionFailure("\(field.name) refers to unknown \(name)")
            }
            return try id(of: target)
        }
    }

    /// A new record's id; for an owned collection the id of an element of a new record.
    package func id(of table: Table) throws -> String {
        guard table.isChild else { return try make(table)["id"].string ?? "" }
        for parent in server.registry.resources {
            guard let collection = parent.owned.first(where: { $0.table === table }) else {
                continue
            }
            let element = try minimalElement(of: collection, in: parent)
            let made = try make(parent, [collection.name: [element]])
            return made[collection.name][0]["id"].string ?? ""
        }
        preconditionFailure("nothing owns \(table.name)")
    }

    /// Creates a record, minimal but for some members, and returns it as answered.
    package func make(_ table: Table, _ members: JSONValue = [:]) throws -> JSONValue {
        if let other = Needs.otherwise[table.name] { return try other(self) }
        let body = try minimalBody(for: table).merging(members)
        let made = client.post("/v1/\(table.name)", body)
        guard made.status == 201 else { throw Unexpected("\(table.name) \(body)", made) }
        return made.json.without("token")
    }

    /// Uses a verb and returns the record as answered.
    package func act(_ target: String, _ body: JSONValue? = nil) throws -> JSONValue {
        let done = client.post("/v1/\(target)", body)
        guard done.status == 200 else { throw Unexpected(target, done) }
        return done.json
    }

    /// As `make(_: Table)`, by the resource's name.
    package func make(_ name: String, _ members: JSONValue = [:]) throws -> JSONValue {
        guard let table = server.registry.resource(name) else {
            preconditionFailure("there is no resource \(name)")
        }
        return try make(table, members)
    }

    /// Whether clients can create records of the resource by themselves.
    package static func canCreate(_ table: Table, in application: Application) -> Bool {
        application.endpoints.all.contains {
            $0.method == .post && $0.path == "/v1/\(table.name)" && $0.resource === table
        }
    }
}
