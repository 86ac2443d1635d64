import API

/// How other systems and we keep each other up to date.
package let platformArea = Area(
    "Platform",
    resources: [ExternalSystems.table, SyncStates.table],
    actions: [AnyAction(ReportSync.self)],
    watchers: [SyncStates.follow])
