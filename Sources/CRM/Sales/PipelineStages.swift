import Schema

/// One step of a pipeline, as an administrator defines it.
package struct PipelineStages: Resource {
    package static let name = "pipeline-stages"
    package static let singular = "pipeline_stage"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let key = Field.text("key", max: 60).about("Unique within the pipeline; for programs.")
    let name = Field.text("name", max: 100, .title).about("For people.")
    let category = Field.choice("category", Category.self)
        .about("What an opportunity in this stage is: open, won or lost.")
    let defaultProbability = Field.percent("default_probability").optional
        .filled(after: ["category"])
        .about("Percent; 100 for won, 0 for lost, and 0 for an open stage that does not say.")
    let forecastCategory = Field.choice("forecast_category", ForecastCategory.self).optional
        .filled(after: ["category"])
        .about(
            "closed for won, omitted for lost, and pipeline for an open stage that does not say.")
    let rotAfterDays = Field.integer("rot_after_days", 1...3_650).optional
        .about("Days after which an opportunity should have left the stage.")
    let isActive = Field.boolean("is_active").default(true)
        .about("A stage that is not takes no more opportunities; those in it stay.")

    package init() {}

    /// What a stage means for the opportunities in it.
    package enum Category: String, Word {
        case open, won, lost

        var status: Opportunities.Status {
            switch self {
            case .open: .open
            case .won: .won
            case .lost: .lost
            }
        }
    }
}

/// How sure a deal is, for the columns of the forecast.
package enum ForecastCategory: String, Word {
    /// Not counted on at all.
    case omitted
    case pipeline
    case bestCase = "best_case"
    case mostLikely = "most_likely"
    case commit
    /// Won.
    case closed
}
