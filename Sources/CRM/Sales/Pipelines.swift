import Schema
import Store

/// The stages that opportunities of one kind pass through.
package struct Pipelines: Resource {
    package static let name = "pipelines"
    package static let singular = "pipeline"
    package static let uniques = [Unique("is_default", where: "is_default = 1")]
    package static let table = TypedTable(Self())

    let name = Field.text("name", max: 200, [.title, .sortable, .unique])
    let description = Field.longText("description", max: 2_000).optional
    let isDefault = Field.boolean("is_default").default(false)
        .about(
            "The pipeline of opportunities that name none; making one the default ends the other.")
    let stages = Owned("stages", PipelineStages.self, max: 50)

    package init() {}

    package static func willSave(
        _ pipeline: inout Record<Pipelines>, before: Record<Pipelines>?, in tx: Transaction
    ) throws {
        var stages = pipeline.stages
        var faults = keyFaults(stages) + categoryFaults(stages)
        for index in stages.indices {
            complete(&stages[index])
            faults += Self.faults(of: stages[index]).map { $0.under("/stages/\(index)") }
        }
        if let before { faults += try recast(stages, before, tx) }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        pipeline.stages = stages
        if pipeline.isDefault, before?.isDefault != true { try endDefault(but: pipeline, tx) }
    }

    /// Before the new one is written: there is never more than one.
    private static func endDefault(but pipeline: Record<Pipelines>, _ tx: Transaction) throws {
        let others = try tx.select(
            Self.self, where: "is_default = 1 AND id <> ?", [pipeline.id.cell])
        for other in others { try tx.update(other) { $0.isDefault = false } }
    }

    package static func willDelete(_ pipeline: Record<Pipelines>, in tx: Transaction) throws {
        guard pipeline.isDefault else { return }
        throw Problem(
            .inUse, "This is the default pipeline; make another one the default first.")
    }

    // MARK: Stages

    private static func complete(_ stage: inout Record<PipelineStages>) {
        let probability = stage.category == .won ? Decimal.hundred : .zero
        stage.defaultProbability = stage.defaultProbability ?? probability
        let category: ForecastCategory =
            switch stage.category {
            case .open: .pipeline
            case .won: .closed
            case .lost: .omitted
            }
        stage.forecastCategory = stage.forecastCategory ?? category
    }

    /// A closed deal has one outcome, and an open one has none yet.
    private static func faults(of stage: Record<PipelineStages>) -> [Fault] {
        guard stage.isSound(\.category) else { return [] }
        var faults: [Fault] = []
        func refuse(_ field: String, _ message: String) {
            faults.append(Fault(pointer: "/" + field, code: .conflict, message: message))
        }
        switch stage.category {
        case .open:
            if stage.forecastCategory == .closed {
                refuse("forecast_category", "An open stage cannot be forecast as closed.")
            }
        case .won:
            if stage.defaultProbability != .hundred {
                refuse("default_probability", "A won stage has the probability 100.")
            }
            if stage.forecastCategory != .closed {
                refuse("forecast_category", "A won stage is forecast as closed.")
            }
        case .lost:
            if stage.defaultProbability != .zero {
                refuse("default_probability", "A lost stage has the probability 0.")
            }
            if stage.forecastCategory != .omitted {
                refuse("forecast_category", "A lost stage is omitted from the forecast.")
            }
        }
        return faults
    }

    private static func keyFaults(_ stages: [Record<PipelineStages>]) -> [Fault] {
        var seen: Set<String> = []
        return stages.enumerated().compactMap { index, stage in
            guard stage.isSound(\.key), !seen.insert(stage.key.lowercased()).inserted else {
                return nil
            }
            return Fault(
                pointer: "/stages/\(index)/key", code: .duplicate,
                message: "Another stage of the pipeline has the key \(stage.key).")
        }
    }

    private static func categoryFaults(_ stages: [Record<PipelineStages>]) -> [Fault] {
        guard stages.allSatisfy({ $0.isSound(\.category, \.isActive) }) else { return [] }
        let missing = PipelineStages.Category.allCases.filter { category in
            !stages.contains { $0.category == category && $0.isActive }
        }
        guard !missing.isEmpty else { return [] }
        let words = missing.map(\.rawValue).joined(separator: " and ")
        return [
            Fault(
                pointer: "/stages", code: .required,
                message: "A pipeline needs an active open, won and lost stage; missing: \(words).")
        ]
    }

    private static let inStage = SQL("SELECT 1 FROM opportunities WHERE stage_id = ? LIMIT 1")

    /// A stage cannot turn the deals in it from open to won behind their backs.
    private static func recast(
        _ stages: [Record<PipelineStages>], _ before: Record<Pipelines>, _ tx: Transaction
    ) throws -> [Fault] {
        var faults: [Fault] = []
        for (index, stage) in stages.enumerated() where !stage.row.cells[CommonFields.id].isNull {
            guard let known = before.stages.first(where: { $0.id == stage.id }),
                known.category != stage.category,
                try tx.first(inStage, [stage.id.cell], { _ in true }) == true
            else { continue }
            faults.append(
                Fault(
                    pointer: "/stages/\(index)/category", code: .conflict,
                    message:
                        "Opportunities are in this stage, so it stays \(known.category.rawValue)."))
        }
        return faults
    }
}

extension Pipelines {
    /// The stage that an opportunity is put into when only its category is known: the first active.
    static func first(
        _ category: PipelineStages.Category, of pipeline: Record<Pipelines>
    ) -> Record<PipelineStages>? {
        pipeline.stages.first { $0.category == category && $0.isActive }
    }

    /// The pipeline of opportunities that name none; nil when no pipeline is the default.
    static func standard(_ tx: Transaction) throws -> Record<Pipelines>? {
        try tx.select(Self.self, where: "is_default = 1 ORDER BY id", limit: 1).first
    }
}
