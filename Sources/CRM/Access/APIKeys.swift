import API
import Schema
import Store

/// Keys of machines and scripts.
package struct APIKeys: Resource {
    package static let name = "api-keys"
    package static let singular = "api_key"
    package static let traits: ResourceTraits = [.affectsAccess, .noCreate, .final]
    package static let table = TypedTable(Self())

    package let name = Field.text("name", max: 200, [.title, .sortable])
    package let role = Field.reference("role_id", to: Roles.self)
    package let user = Field.reference("user_id", to: Users.self, [.createOnly, .weak])
        .optional
        .about("The person it acts for: its sight, its records, its name.")
    package let scopes = Field.labels("scopes").default([]).about(
        "Rights beside the role: metrics.")
    package let expiresAt = Field.instant("expires_at", .sortable).optional
    package let lastUsedAt = Field.instant("last_used_at", .readOnly).optional
    package let prefix = Field.text("prefix", max: 20, .readOnly)
        .about("How the token begins; the token itself is shown once.")
    let digest = Field.text("digest", max: 64, [.hidden, .unique, .secret])

    package init() {}

    private static let knownScopes: Set<String> = ["metrics"]

    package static func willSave(
        _ key: inout Record<APIKeys>, before: Record<APIKeys>?, in tx: Transaction
    ) throws {
        let faults = key.scopes.enumerated().compactMap { index, scope in
            knownScopes.contains(scope)
                ? nil
                : Fault(
                    pointer: "/scopes/\(index)", code: .unknownValue,
                    message: "There is no scope \(scope).")
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        try refuseAbove(key, before: before, tx)
    }

    /// Neither a key's role nor the person it acts for may reach further than who makes or changes the key.
    private static func refuseAbove(
        _ key: Record<APIKeys>, before: Record<APIKeys>?, _ tx: Transaction
    ) throws {
        if let before, before.row == key.row { return }
        let user = try key.user.flatMap { try tx.row(Users.table, $0.rawValue) }
            .map(Record<Users>.init)
        try Roles.refuseAbove(key.role, in: user?.team, tx)
        if let before, before.role != key.role {
            try Roles.refuseAbove(before.role, in: user?.team, tx)
        }
        if let user { try Roles.refuseAbove(user.role, in: user.team, tx) }
        let held = tx.access.isAdministrator ? knownScopes : tx.access.scopes
        let added = Set(key.scopes).subtracting(before?.scopes ?? []).subtracting(held)
        guard added.isEmpty else {
            throw Problem(
                .forbidden,
                "These scopes exceed your own: \(added.sorted().joined(separator: ", ")).")
        }
    }

    /// Revokes all keys that act for a user.
    static func revoke(of user: ID<Users>, _ tx: Transaction) throws {
        try tx.deleteAll(APIKeys.self, where: "user_id", user.cell)
    }

    package static func willDelete(_ key: Record<APIKeys>, in tx: Transaction) throws {
        try Sessions.end(of: key.id, tx)
    }

    /// Makes a key; its token is nowhere but in the result.
    package static func make(_ tx: Transaction, _ fill: (inout Record<APIKeys>) throws -> Void)
        throws
        -> (id: ID<APIKeys>, token: Token)
    {
        let token = Token.make("trato_")
        var key = Record<APIKeys>()
        key.prefix = token.prefix
        key.digest = token.digest
        try fill(&key)
        return (try tx.create(key).id, token)
    }
}

/// Makes an API key and shows its token, this once.
struct CreateAPIKey: Action {
    static let route = Route(
        .post, "/v1/api-keys", "Create one API key", on: APIKeys.table, right: "create",
        returns: .extended(APIKeys.table, [("token", .scalar(.text(max: 100)))]), status: 201)

    let name = Field.text("name", max: 200)
    let role = Field.reference("role_id", to: Roles.self)
    let user = Field.reference("user_id", to: Users.self).optional
    let scopes = Field.labels("scopes").default([])
    let expiresAt = Field.instant("expires_at").optional

    func run(_ call: ActionCall<Self>) throws -> Answer {
        if let end = call.expiresAt, end <= call.tx.now {
            throw Problem.invalid("/expires_at", .inThePast, "expires_at must be in the future.")
        }
        let (id, token) = try APIKeys.make(call.tx) {
            $0.name = call.name
            $0.role = call.role
            $0.user = call.user
            $0.scopes = call.scopes
            $0.expiresAt = call.expiresAt
        }
        return .created(id).withSecret("token", .text(token.text))
    }
}
