import API

/// From interest to deal.
package let salesArea = Area(
    "Sales", resources: [Pipelines.table, Leads.table, Opportunities.table, StageHistory.table],
    actions: [
        AnyAction(DisqualifyLead.self), AnyAction(ConvertLead.self),
        AnyAction(MoveOpportunity.self), AnyAction(WinOpportunity.self),
        AnyAction(LoseOpportunity.self), AnyAction(ReopenOpportunity.self),
        AnyAction(ReadForecast.self),
    ],
    nestings: [
        Nesting(
            "stage-history", of: Opportunities.table, holds: StageHistory.table,
            by: "opportunity_id")
    ])
