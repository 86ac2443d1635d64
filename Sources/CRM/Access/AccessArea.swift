import API

/// Who may come in, and what they may do.
package let accessArea = Area(
    "Access",
    resources: [
        Users.table, Teams.table, Roles.table, APIKeys.table, Sessions.table,
        CustomFieldDefinitions.table,
    ],
    actions: [
        AnyAction(CreateAPIKey.self), AnyAction(EndSession.self), AnyAction(RevokeSession.self),
    ],
    jobs: [Sessions.removeExpired])
