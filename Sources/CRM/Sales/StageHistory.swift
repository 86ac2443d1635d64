import Schema
import Store

/// Every stage that an opportunity has entered: when, by whom, and what it was worth then.
///
/// Who sees the opportunity sees its history.
package struct StageHistory: Resource {
    package static let name = "stage-history"
    package static let singular = "stage_change"
    package static let traits: ResourceTraits = [.readOnly, .noCreate, .appendOnly, .silent]
    package static let sightThrough: String? = "opportunity_id"
    package static let table = TypedTable(Self())

    let opportunity = Field.reference("opportunity_id", to: Opportunities.self, [.readOnly, .weak])
    let fromStage = Field.reference("from_stage_id", to: PipelineStages.self, .readOnly).optional
        .about("Null for the stage that the opportunity was created in.")
    let toStage = Field.reference("to_stage_id", to: PipelineStages.self, .readOnly)
    let movedAt = Field.instant("moved_at", [.readOnly, .sortable])
    let movedBy = Field.actor("moved_by", .readOnly).optional
    let amount = Field.money("amount", .readOnly).optional
    let currency = Field.currency("currency", .readOnly).optional
    let probability = Field.percent("probability", .readOnly).optional
        .about("In the stage that was entered.")
    let durationSeconds = Field.integer("duration_seconds", 0...Int64.max, .readOnly).optional
        .about("How long the opportunity had been in the stage that it left.")

    package init() {}

    static func add(
        _ deal: Record<Opportunities>, _ before: Record<Opportunities>?, _ tx: Transaction
    ) throws {
        guard let stage = deal.stage else { preconditionFailure("an opportunity has no stage") }
        var entry = Record<StageHistory>()
        entry.opportunity = deal.id
        entry.fromStage = before?.stage
        entry.toStage = stage
        entry.movedAt = deal.stageEnteredAt ?? tx.now
        entry.movedBy = tx.access.actorID
        entry.amount = deal.amount
        entry.currency = deal.currency
        entry.probability = deal.probability
        entry.durationSeconds = before?.stageEnteredAt.map {
            max(0, tx.now.milliseconds(since: $0) / 1_000)
        }
        _ = try tx.create(entry)
    }

    /// The stage of a category that an opportunity was in last and that still takes opportunities.
    static func last(
        _ category: PipelineStages.Category, of deal: ID<Opportunities>, _ tx: Transaction
    ) throws -> ID<PipelineStages>? {
        try tx.first(lastOf, [deal.cell, category.cell]) { ID(RecordID($0.uuid(0))) }
    }

    private static let lastOf = SQL(
        """
        SELECT s.id FROM stage_history h JOIN pipeline_stages s ON s.id = h.to_stage_id
        WHERE h.opportunity_id = ? AND s.category = ? AND s.is_active = 1
        ORDER BY h.pk DESC LIMIT 1
        """)
}
