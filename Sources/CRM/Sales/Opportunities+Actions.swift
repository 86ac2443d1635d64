import API
import Schema
import Store

/// Moves an open opportunity to another stage of its pipeline.
///
/// Into a won stage it is the same as `win`, into a lost one the same as `lose` and needs a reason.
struct MoveOpportunity: Action {
    static let route = Route(
        .post, "/v1/opportunities/{id}/move", "Move one opportunity to another stage",
        on: Opportunities.table, right: "move", returns: .record(Opportunities.table))

    let stage = Field.reference("stage_id", to: PipelineStages.self)
    let reason = Field.text("reason", max: 500).optional.about("Needed for a lost stage.")

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Opportunities.self)
        try Opportunities.move(id, to: call.stage, reason: call.reason, in: call.tx)
        return .record(id)
    }
}

/// Closes an open opportunity as won.
struct WinOpportunity: Action {
    static let route = Route(
        .post, "/v1/opportunities/{id}/win", "Win one opportunity", on: Opportunities.table,
        right: "win", returns: .record(Opportunities.table))

    let stage = Field.reference("stage_id", to: PipelineStages.self).optional
        .about("Which won stage, where the pipeline has several; the first when it is left out.")

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Opportunities.self)
        try Opportunities.close(id, as: .won, stage: call.stage, reason: nil, in: call.tx)
        return .record(id)
    }
}

/// Closes an open opportunity as lost, and says why.
struct LoseOpportunity: Action {
    static let route = Route(
        .post, "/v1/opportunities/{id}/lose", "Lose one opportunity", on: Opportunities.table,
        right: "lose", returns: .record(Opportunities.table))

    let reason = Field.text("reason", max: 500)
    let stage = Field.reference("stage_id", to: PipelineStages.self).optional
        .about("Which lost stage, where the pipeline has several; the first when it is left out.")

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Opportunities.self)
        try Opportunities.close(
            id, as: .lost, stage: call.stage, reason: call.reason, in: call.tx)
        return .record(id)
    }
}

/// Takes a closed opportunity back to the last open stage that it was in.
struct ReopenOpportunity: Action {
    static let route = Route(
        .post, "/v1/opportunities/{id}/reopen", "Reopen one opportunity", on: Opportunities.table,
        right: "reopen", returns: .record(Opportunities.table))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Opportunities.self)
        try Opportunities.reopen(id, in: call.tx)
        return .record(id)
    }
}
