import API

/// How other systems and we keep each other up to date.
package let platformArea = Area(
    "Platform",
    resources: [ExternalSystems.table, SyncStates.table] + Area.fileResources,
    actions: [AnyAction(ReportSync.self)] + Area.fileActions,
    jobs: [Exports.expire], watchers: [SyncStates.follow])
