import Schema
import Store

extension Opportunities {
    /// Keeps stage, status and what the stage presets in step.
    ///
    /// Whoever changes the stage changes the status with it, and whoever changes only the status
    /// gets the first stage of that category: rules elsewhere may say either.
    static func followStage(
        _ deal: inout Record<Opportunities>, _ before: Record<Opportunities>?, _ tx: Transaction
    ) throws {
        if let before, deal.stage == before.stage, deal.status == before.status {
            return try fillPresets(&deal, tx)
        }
        let pipeline = try pipeline(of: deal, tx)
        let stage = try stage(of: deal, before, in: pipeline)
        deal.pipeline = pipeline.id
        deal.stage = stage.id
        deal.status = stage.category.status
        if let outcome = Outcome(deal.status) {
            deal.probability = outcome.probability
            deal.forecastCategory = outcome.category
        } else {
            // What a create says counts; a move starts from the stage again.
            let isNew = before == nil
            deal.probability = (isNew ? deal.probability : nil) ?? stage.defaultProbability
            deal.forecastCategory = (isNew ? deal.forecastCategory : nil) ?? stage.forecastCategory
        }
        if before != nil || deal.stageEnteredAt == nil { deal.stageEnteredAt = tx.now }
        if deal.status == .open {
            deal.closedAt = nil
        } else if before != nil || deal.closedAt == nil {
            deal.closedAt = tx.now
        }
        if deal.status != .lost, before != nil { deal.lostReason = nil }
    }

    /// Null means "as the stage says".
    private static func fillPresets(_ deal: inout Record<Opportunities>, _ tx: Transaction) throws {
        guard deal.probability == nil || deal.forecastCategory == nil, let id = deal.stage else {
            return
        }
        let outcome = Outcome(deal.status)
        let stage = try tx.find(PipelineStages.self, id)
        deal.probability = deal.probability ?? outcome?.probability ?? stage.defaultProbability
        deal.forecastCategory =
            deal.forecastCategory ?? outcome?.category ?? stage.forecastCategory
    }

    private static func pipeline(
        of deal: Record<Opportunities>, _ tx: Transaction
    ) throws -> Record<Pipelines> {
        if let id = deal.pipeline { return try tx.find(Pipelines.self, id) }
        if let stage = deal.stage, let row = try tx.row(PipelineStages.table, stage.rawValue) {
            return try tx.find(Pipelines.self, ID(RecordID(cell: row.cells[CommonFields.parentID])))
        }
        guard let standard = try Pipelines.standard(tx) else {
            throw Problem.invalid(
                "/pipeline_id", .required, "No pipeline is the default, so name one.")
        }
        return standard
    }

    private static func stage(
        of deal: Record<Opportunities>, _ before: Record<Opportunities>?,
        in pipeline: Record<Pipelines>
    ) throws -> Record<PipelineStages> {
        guard let id = deal.stage, id != before?.stage else {
            guard let first = Pipelines.first(deal.status.category, of: pipeline) else {
                preconditionFailure("a pipeline without a \(deal.status.rawValue) stage was saved")
            }
            return first
        }
        guard let stage = pipeline.stages.first(where: { $0.id == id }) else {
            throw Problem.invalid(
                "/stage_id", .conflict,
                "The stage does not belong to the pipeline \(pipeline.name).")
        }
        guard stage.isActive else {
            throw Problem.invalid(
                "/stage_id", .conflict, "The stage \(stage.name) takes no more opportunities.")
        }
        return stage
    }
}
