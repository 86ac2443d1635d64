import API
import CRM
import Schema
import Store

/// The people and keys of a test server.
enum People {
    static func administrator(_ tx: Transaction) throws -> (RecordID, token: String) {
        let role = try role("admin", tx)
        var user = Record<Users>()
        user.row[field("email")] = .text("admin@example.com")
        user.row[field("name")] = .text("Ada Admin")
        user.row[field("role_id")] = role.cell
        let made = try tx.create(user)
        let key = try APIKeys.make(tx) {
            $0.name = "admin"
            $0.role = role
            $0.user = made.id
        }
        return (made.id.rawValue, key.token.text)
    }

    static func role(_ name: String, _ tx: Transaction) throws -> ID<Roles> {
        guard let role = try tx.select(Roles.self, where: "name = ?", [.text(name)]).first else {
            throw Problem.notFound("role \(name)")
        }
        return role.id
    }

    private static func field(_ name: String) -> FieldSpec {
        guard let field = Users.table.field(name) else { preconditionFailure("users have \(name)") }
        return field
    }
}

extension TestServer {
    /// Makes an API key and returns its token; with a user it acts for that person.
    package func key(
        role: String, user: RecordID? = nil, expiresAt: Instant? = nil, scopes: [String] = []
    ) throws -> String {
        try tx { tx in
            let role = try People.role(role, tx)
            return try APIKeys.make(tx) {
                $0.name = "test"
                $0.role = role
                $0.user = user.map { ID($0) }
                $0.expiresAt = expiresAt
                $0.scopes = scopes
            }.token.text
        }
    }

    /// Makes a user through the API and returns the id.
    package func user(
        _ name: String, role: String, team: String? = nil, password: String? = nil
    ) throws -> RecordID {
        let roleID = try tx { try People.role(role, $0) }
        var body: JSONValue = [
            "name": .string(name), "email": .string("\(name.lowercased())@example.com"),
            "role_id": .string(roleID.rawValue.text),
        ]
        if let team { body["team_id"] = .string(team) }
        if let password { body["password"] = .string(password) }
        let made = admin.post("/v1/users", body)
        guard made.status == 201, let id = RecordID(made.id) else {
            throw Unexpected("user \(name)", made)
        }
        return id
    }

    /// Makes a role with rights written as `(resource, actions, sight)`.
    package func role(
        _ name: String, _ rights: [(resource: String, actions: [String], sight: String)]
    ) throws {
        let made = admin.post(
            "/v1/roles",
            [
                "name": .string(name),
                "rights": .array(
                    rights.map { right in
                        [
                            "resource": .string(right.resource),
                            "actions": .array(right.actions.map { .string($0) }),
                            "sight": .string(right.sight),
                        ]
                    }),
            ])
        guard made.status == 201 else { throw Unexpected("role \(name)", made) }
    }

    /// A client that acts for a new user of a role.
    package func person(_ name: String, role: String, team: String? = nil) throws -> Client {
        let user = try user(name, role: role, team: team)
        return client(token: try key(role: role, user: user))
    }
}

/// An answer that a fixture did not expect.
package struct Unexpected: Error, CustomStringConvertible {
    package let description: String

    package init(_ what: String, _ response: TestResponse) {
        description = "\(what): \(response)"
    }
}
