import API
import Schema
import Store

/// How tokens become what their holder may do.
package enum Credentials {
    package static let identity = Identity(
        find: find, password: password, openSession: Sessions.open, grantToken: Sessions.grant,
        person: person, holder: holder, touch: touch,
        customFields: CustomFieldDefinitions.load)

    private static func find(_ digest: String, _ tx: Transaction) throws -> Identity.Credential? {
        if let key = try tx.select(APIKeys.self, where: "digest = ?", [.text(digest)]).first {
            return try credential(of: key, nil, tx)
        }
        guard
            let session = try tx.select(Sessions.self, where: "digest = ?", [.text(digest)]).first
        else { return nil }
        return try behind(session, tx)
    }

    private static func behind(
        _ session: Record<Sessions>, _ tx: Transaction
    ) throws -> Identity.Credential? {
        if let id = session.key {
            // An access token does what its key does now, and ends with it.
            let key = try tx.select(APIKeys.self, where: "id = ?", [id.cell]).first
            return try key.flatMap { try credential(of: $0, session, tx) }
        }
        guard let id = session.user, let user = try active(id, tx) else { return nil }
        let access = try access(
            credential: session.id.rawValue, session: session.id.rawValue, user: user,
            role: user.role, name: user.name, scopes: [], tx)
        return Identity.Credential(access: access, expiresAt: session.expiresAt)
    }

    private static func credential(
        of key: Record<APIKeys>, _ session: Record<Sessions>?, _ tx: Transaction
    ) throws -> Identity.Credential? {
        var user: Record<Users>?
        if let owner = key.user {
            // A key ends with the person it acts for.
            guard let active = try active(owner, tx) else { return nil }
            user = active
        }
        let scopes = Set(key.scopes)
        let access = try access(
            credential: key.id.rawValue, session: session?.id.rawValue, user: user, role: key.role,
            name: user?.name ?? key.name,
            scopes: session.map { scopes.intersection($0.scopes) } ?? scopes, tx)
        return Identity.Credential(
            access: access, expiresAt: [key.expiresAt, session?.expiresAt].compactMap { $0 }.min(),
            keyID: key.id.rawValue)
    }

    /// What a user may do now; nil when the user is not active.
    static func access(of user: ID<Users>, _ tx: Transaction) throws -> Access? {
        guard let user = try active(user, tx) else { return nil }
        return try access(
            credential: user.id.rawValue, user: user, role: user.role, name: user.name, scopes: [],
            tx)
    }

    /// What an API key may do now, and when that ends; nil when it has ended.
    static func credential(of key: ID<APIKeys>, _ tx: Transaction) throws -> Identity.Credential? {
        guard let key = try tx.select(APIKeys.self, where: "id = ?", [key.cell]).first else {
            return nil
        }
        return try credential(of: key, nil, tx)
    }

    private static func person(_ email: String, _ tx: Transaction) throws -> Access? {
        try active(email, tx).flatMap { try access(of: $0.id, tx) }
    }

    private static func holder(_ credential: RecordID, _ tx: Transaction) throws -> Access? {
        let id = [credential.cell]
        let found: Identity.Credential?
        if let key = try tx.select(APIKeys.self, where: "id = ?", id).first {
            found = try self.credential(of: key, nil, tx)
        } else if let session = try tx.select(Sessions.self, where: "id = ?", id).first {
            found = try behind(session, tx)
        } else if let user = try active(ID(credential), tx) {
            let access = try access(
                credential: credential, user: user, role: user.role, name: user.name, scopes: [],
                tx)
            found = Identity.Credential(access: access, expiresAt: nil)
        } else {
            found = nil
        }
        // What was begun in time is finished, even when the credential runs out meanwhile.
        return found?.access
    }

    private static func active(_ id: ID<Users>, _ tx: Transaction) throws -> Record<Users>? {
        try tx.select(Users.self, where: "id = ? AND status = 'active'", [id.cell]).first
    }

    private static func active(_ email: String, _ tx: Transaction) throws -> Record<Users>? {
        try tx.select(
            Users.self, where: "email = ? AND status = 'active'", [.text(email)]
        ).first
    }

    private static func access(
        credential: RecordID, session: RecordID? = nil, user: Record<Users>?, role: ID<Roles>,
        name: String, scopes: Set<String>, _ tx: Transaction
    ) throws -> Access {
        let role = try tx.find(Roles.self, role)
        let team = user?.team
        return Access(
            actorID: user?.id.rawValue ?? credential, credentialID: credential,
            sessionID: session, userID: user?.id.rawValue, name: name, roleName: role.name,
            teamID: team?.rawValue,
            teamTree: try team.map { try Teams.tree(below: $0.rawValue, tx) } ?? [], scopes: scopes,
            timeZone: user?.timeZone ?? tx.settings.timeZone,
            rights: Roles.compiled(role))
    }

    private static func password(
        _ email: String, _ tx: Transaction
    ) throws -> (id: RecordID, hash: String)? {
        guard let user = try active(email, tx), let hash = user.password else { return nil }
        return (user.id.rawValue, hash)
    }

    private static let touched = SQL("UPDATE api_keys SET last_used_at = ? WHERE id = ?")

    private static func touch(_ key: RecordID, _ tx: Transaction) throws {
        try tx.execute(touched, [tx.now.cell, key.cell])
    }
}
