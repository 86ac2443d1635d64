import Schema
import Store

/// What the address of a request says about another system's record.
struct ExternalMessage {
    let key: ExternalID
    /// When the other system wrote it; nil when it does not say.
    let occurrence: Occurrence?
    /// Whether a record that was deleted comes back.
    let restores: Bool

    /// Parameters of such addresses, beside those that shape the answer.
    static let parameters: Set<String> = ["occurred_at", "sequence", "restore"]
    /// A clock may be wrong by so much; one that is further ahead would shut out all that follows.
    private static let aheadSeconds: Int64 = 86_400

    init(key: ExternalID, occurrence: Occurrence?, restores: Bool) {
        self.key = key
        self.occurrence = occurrence
        self.restores = restores
    }

    init(_ call: Call, now: Instant) throws {
        let system = call.parameters[0]
        let id = call.parameters[1]
        guard ExternalID.isValid(system), ExternalID.isValid(id) else {
            throw Problem(.badParameter, "system and external id have 1 to 255 characters.")
        }
        key = ExternalID(system: system, id: id)
        for name in Self.parameters where call.query.count(where: { $0.name == name }) > 1 {
            throw ListParameters.bad(name, "\(name) stands twice.")
        }
        occurrence = try Self.occurrence(
            call.parameter("occurred_at"), call.parameter("sequence"), now: now)
        switch call.parameter("restore") {
        case nil, "false": restores = false
        case "true": restores = true
        default: throw ListParameters.bad("restore", "restore takes true or false.")
        }
    }

    /// When a message was written, as texts say it.
    static func occurrence(
        _ time: String?, _ sequence: String?, now: Instant
    ) throws -> Occurrence? {
        guard let time else {
            guard sequence == nil else {
                throw ListParameters.bad("sequence", "sequence needs occurred_at.")
            }
            return nil
        }
        guard let at = Instant(time) else {
            throw ListParameters.bad(
                "occurred_at", "occurred_at takes an RFC 3339 instant such as 2026-11-22T10:15:30Z."
            )
        }
        guard at <= now.adding(seconds: aheadSeconds) else {
            throw ListParameters.bad("occurred_at", "occurred_at lies in the future.")
        }
        guard let sequence else { return Occurrence(at: at) }
        guard let number = Int64(sequence) else {
            throw ListParameters.bad("sequence", "sequence takes a whole number.")
        }
        return Occurrence(at: at, sequence: number)
    }
}
