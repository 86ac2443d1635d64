import API
import Schema
import Store

/// The rules of the verbs; each takes the transaction it works in.
extension Opportunities {
    /// Puts an open opportunity into a stage; one that is in it already stays as it is.
    ///
    /// Throws `illegal_transition` for a closed one, and a fault on `/reason` for a lost stage
    /// without one.
    static func move(
        _ id: ID<Opportunities>, to stage: ID<PipelineStages>, reason: String?, in tx: Transaction
    ) throws {
        let deal = try tx.find(Opportunities.self, id)
        try require("move", of: deal, isAllowed: deal.status == .open)
        guard deal.stage != stage else { return }
        let target = try tx.find(PipelineStages.self, stage)
        switch target.category {
        case .open:
            try refuse(reason)
            try tx.update(deal, event: "opportunity.stage_changed") { $0.stage = stage }
        case .won:
            try refuse(reason)
            try close(id, as: .won, stage: stage, reason: nil, in: tx)
        case .lost:
            guard let reason, reason.utf8.contains(where: { $0 != 0x20 }) else {
                throw Problem.invalid(
                    "/reason", .required,
                    "\(target.name) is a lost stage: give a reason, or use lose.")
            }
            try close(id, as: .lost, stage: stage, reason: reason, in: tx)
        }
    }

    /// Closes an open opportunity, in the given stage or the pipeline's first of that outcome.
    static func close(
        _ id: ID<Opportunities>, as status: Status, stage: ID<PipelineStages>?, reason: String?,
        in tx: Transaction
    ) throws {
        let deal = try tx.find(Opportunities.self, id)
        try require(status == .won ? "win" : "lose", of: deal, isAllowed: deal.status == .open)
        if let stage, try tx.find(PipelineStages.self, stage).category != status.category {
            throw Problem.invalid(
                "/stage_id", .conflict, "The stage is not a \(status.rawValue) one.")
        }
        try tx.update(deal) {
            $0.status = status
            if let stage { $0.stage = stage }
            $0.lostReason = reason
        }
    }

    /// Opens a closed opportunity in the last open stage that it was in, or the pipeline's first.
    static func reopen(_ id: ID<Opportunities>, in tx: Transaction) throws {
        let deal = try tx.find(Opportunities.self, id)
        try require("reopen", of: deal, isAllowed: deal.status != .open)
        let last = try StageHistory.last(.open, of: id, tx)
        try tx.update(deal) {
            $0.status = .open
            if let last { $0.stage = last }
        }
    }

    private static func require(
        _ verb: String, of deal: Record<Opportunities>, isAllowed: Bool
    ) throws {
        guard !isAllowed, let machine = table.machine else { return }
        throw Problem.cannot(verb, table, machine, from: deal.status.rawValue)
    }

    private static func refuse(_ reason: String?) throws {
        guard reason != nil else { return }
        throw Problem.invalid("/reason", .conflict, "Only a lost stage takes a reason.")
    }
}
