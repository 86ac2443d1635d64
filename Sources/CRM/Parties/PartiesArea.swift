import API

/// Who we deal with.
package let partiesArea = Area(
    "Parties", resources: [Parties.table, PartyRelationships.table],
    actions: [AnyAction(PartyTimeline.self)])
