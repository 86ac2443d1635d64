/// Which records of a resource a caller sees.
package enum Sight: String, Sendable, CaseIterable, Comparable {
    case own
    case team
    case teamTree = "team_tree"
    case all

    package static func < (left: Sight, right: Sight) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .own: 0
        case .team: 1
        case .teamTree: 2
        case .all: 3
        }
    }
}

/// What a caller may do: a role, compiled.
package final class Access: Sendable {
    /// What a right can name beside a verb.
    package static let standardActions: Set<String> = ["read", "create", "update", "delete"]
    /// Every action that is not one of those: `convert`, `send`, `assign`.
    package static let everyVerb = "verbs"
    package static let everyAction = "*"

    /// One right: an action on a resource (`*` is any) within a sight.
    package struct Right: Sendable {
        package let resource: String
        package let actions: Set<String>
        package let sight: Sight

        package init(resource: String, actions: Set<String>, sight: Sight) {
            self.resource = resource
            self.actions = actions
            self.sight = sight
        }
    }

    /// Who is written into `created_by`: the user, or the key when no user stands behind it.
    package let actorID: RecordID?
    /// What the caller has shown: a key (also when an access token stands for it), a session, or the user whom an
    /// OpenID provider vouches for.
    package let credentialID: RecordID?
    /// The session that the token belongs to; nil for a key's own token and for those of an OpenID provider.
    package let sessionID: RecordID?
    package let userID: RecordID?
    package let name: String
    package let roleName: String
    package let teamID: RecordID?
    /// The team and all below it.
    package let teamTree: [RecordID]
    package let scopes: Set<String>
    package let timeZone: String
    private let rights: [String: [String: Sight]]

    package init(
        actorID: RecordID?, credentialID: RecordID?, sessionID: RecordID? = nil,
        userID: RecordID?, name: String, roleName: String, teamID: RecordID?, teamTree: [RecordID],
        scopes: Set<String>,
        timeZone: String, rights: [Right]
    ) {
        self.actorID = actorID
        self.credentialID = credentialID
        self.sessionID = sessionID
        self.userID = userID
        self.name = name
        self.roleName = roleName
        self.teamID = teamID
        self.teamTree = teamTree
        self.scopes = scopes
        self.timeZone = timeZone
        var compiled: [String: [String: Sight]] = [:]
        for right in rights {
            // A resource that is named without actions is closed, whatever `*` says.
            if compiled[right.resource] == nil { compiled[right.resource] = [:] }
            for action in right.actions {
                let known = compiled[right.resource]?[action] ?? .own
                compiled[right.resource, default: [:]][action] = max(known, right.sight)
            }
        }
        self.rights = compiled
    }

    /// The server itself: command line, jobs.
    package static let system = Access(
        actorID: nil, credentialID: nil, userID: nil, name: "system", roleName: "admin",
        teamID: nil, teamTree: [], scopes: [], timeZone: "UTC",
        rights: [Right(resource: "*", actions: ["*"], sight: .all)])

    /// How far an action on a resource reaches, or nil when it is not allowed at all.
    ///
    /// What is said for a resource replaces what is said for `*`; there, what is said for an action replaces what is
    /// said for `verbs`, and that what is said for `*`.
    package func sight(_ action: String, on resource: String) -> Sight? {
        guard let said = rights[resource] ?? rights["*"] else { return nil }
        if let sight = said[action] { return sight }
        if action != Self.everyAction, !Self.standardActions.contains(action),
            let sight = said[Self.everyVerb]
        {
            return sight
        }
        return said[Self.everyAction]
    }

    package var isAdministrator: Bool { sight("*", on: "users") == .all }

    package var summary: [(resource: String, action: String, sight: Sight)] {
        rights.sorted { $0.key < $1.key }.flatMap { resource, actions in
            actions.sorted { $0.key < $1.key }.map { (resource, $0.key, $0.value) }
        }
    }
}
