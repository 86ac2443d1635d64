import Schema
import Store

/// Deals that may be won: what, with whom, how much, how likely and when.
///
/// The stage says whether one is open, won or lost; status, probability and forecast category
/// follow it (`Opportunities+Stages`), and so does the history.
package struct Opportunities: Resource {
    package static let name = "opportunities"
    package static let singular = "opportunity"
    package static let traits: ResourceTraits = .owned
    package static let indexes = [
        ["status", "amount"], ["status", "expected_close_on"], ["status", "closed_at"],
    ]
    package static let table = TypedTable(Self())

    let name = Field.text("name", max: 300, [.title, .sortable])
    let party = Field.reference("party_id", to: Parties.self).optional.about("The account.")
    let contact = Field.reference("contact_id", to: Parties.self).optional
        .about("The person to talk to.")
    let pipeline = Field.reference("pipeline_id", to: Pipelines.self, [.createOnly, .filled])
        .optional
        .about("The default pipeline when it is left out.")
    let stage = Field.reference("stage_id", to: PipelineStages.self, [.createOnly, .filled])
        .optional
        .about("The pipeline's first open stage when it is left out; changes through move.")
    let status = Field.status("status", Status.self)
    let amount = Field.money("amount", .sortable).optional
    let currency = Field.currency("currency", .filled).optional.about(
        "The installation's when it is left out.")
    let probability = Field.percent("probability", [.sortable, .filled]).optional
        .about("Percent; the stage's until somebody says otherwise, and again after each move.")
    let forecastCategory = Field.choice("forecast_category", ForecastCategory.self, .filled)
        .optional
        .about("The stage's until somebody says otherwise, and again after each move.")
    let expectedCloseOn = Field.day("expected_close_on", .sortable).optional
    let stageEnteredAt = Field.instant("stage_entered_at", [.readOnly, .sortable]).optional
    let closedAt = Field.instant("closed_at", [.readOnly, .sortable]).optional
        .about("When it was won or lost.")
    let lostReason = Field.text("lost_reason", max: 500, .searchable).optional
    let source = Field.text("source", max: 100, .indexed).optional
    let nextStep = Field.text("next_step", max: 500).optional
    let description = Field.longText("description").optional

    package init() {}

    package enum Status: String, State {
        case open, won, lost

        package static let initial = open

        package var verbs: [String: Status] {
            switch self {
            case .open: ["win": .won, "lose": .lost]
            case .won, .lost: ["reopen": .open]
            }
        }

        package var event: String { self == .open ? "reopened" : rawValue }

        var category: PipelineStages.Category {
            switch self {
            case .open: .open
            case .won: .won
            case .lost: .lost
            }
        }
    }

    package static func willSave(
        _ deal: inout Record<Opportunities>, before: Record<Opportunities>?, in tx: Transaction
    ) throws {
        deal.currency = deal.currency ?? before?.currency ?? tx.settings.currency
        // All else follows from where it stands.
        guard deal.isSound(\.pipeline, \.stage) else { return }
        try followStage(&deal, before, tx)
        let faults = faults(of: deal)
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }

    package static func didSave(
        _ deal: Record<Opportunities>, before: Record<Opportunities>?, in tx: Transaction
    ) throws {
        if before?.stage != deal.stage { try StageHistory.add(deal, before, tx) }
    }

    private static func faults(of deal: Record<Opportunities>) -> [Fault] {
        var faults: [Fault] = []
        func refuse(_ field: String, _ code: FaultCode, _ message: String) {
            faults.append(Fault(pointer: "/" + field, code: code, message: message))
        }
        if let outcome = Outcome(deal.status) {
            let subject = "A \(deal.status.rawValue) opportunity"
            let percent = outcome.probability.text(places: 0)
            if deal.probability != outcome.probability {
                refuse("probability", .conflict, "\(subject) has the probability \(percent).")
            }
            if deal.forecastCategory != outcome.category {
                let word = outcome.category.rawValue
                refuse("forecast_category", .conflict, "\(subject) is forecast as \(word).")
            }
        }
        if deal.status == .open, deal.forecastCategory == .closed {
            refuse(
                "forecast_category", .conflict, "An open opportunity cannot be forecast as closed.")
        }
        if deal.status == .lost, deal.lostReason?.isEmpty != false {
            refuse("lost_reason", .required, "A lost opportunity needs a reason.")
        }
        if deal.status != .lost, deal.lostReason != nil {
            refuse(
                "lost_reason", .conflict, "Only a lost opportunity has a reason for it; use lose.")
        }
        return faults
    }

    /// What is fixed once a deal is closed.
    struct Outcome {
        let probability: Decimal
        let category: ForecastCategory

        /// Nil while the deal is open.
        init?(_ status: Status) {
            switch status {
            case .open: return nil
            case .won: (probability, category) = (.hundred, .closed)
            case .lost: (probability, category) = (.zero, .omitted)
            }
        }
    }
}
