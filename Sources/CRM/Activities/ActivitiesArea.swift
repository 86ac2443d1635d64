import API

/// What people do, and when.
package let activitiesArea = Area(
    "Activities", resources: [Activities.table],
    actions: [
        AnyAction(CompleteActivity.self), AnyAction(RescheduleActivity.self),
        AnyAction(ReadAgenda.self),
    ])
