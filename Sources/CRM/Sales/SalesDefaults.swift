import Schema
import Store

/// What sales needs before anybody has configured it.
package enum SalesDefaults {
    private static let any = SQL("SELECT 1 FROM pipelines LIMIT 1")

    private typealias Stage = (
        name: String, category: PipelineStages.Category, probability: Int64,
        forecast: ForecastCategory
    )

    private static let stages: [Stage] = [
        ("Prospecting", .open, 10, .pipeline), ("Qualification", .open, 20, .pipeline),
        ("Proposal", .open, 50, .bestCase), ("Negotiation", .open, 80, .commit),
        ("Won", .won, 100, .closed), ("Lost", .lost, 0, .omitted),
    ]

    /// Makes the default pipeline "Sales" where there has never been a pipeline.
    package static func install(_ tx: Transaction) throws {
        guard try tx.first(any, [], { _ in true }) == nil else { return }
        var pipeline = Record<Pipelines>()
        pipeline.name = "Sales"
        pipeline.isDefault = true
        pipeline.stages = stages.map { stage in
            var record = Record<PipelineStages>()
            record.key = stage.name.lowercased()
            record.name = stage.name
            record.category = stage.category
            record.defaultProbability = Decimal(stage.probability)
            record.forecastCategory = stage.forecast
            return record
        }
        _ = try tx.create(pipeline)
    }
}
