/// The jobs that wait for the writer, and whether it works.
struct WriterQueue: Sendable {
    var pending: [Writer.Job] = []
    /// Those that give way to the pending ones.
    var patient: [Writer.Job] = []
    /// The last batch went before a patient job.
    var isPatientTurn = false
    /// Of all that are pending.
    var bytes = 0
    var isRunning = false
    var hasFailed = false
    /// Jobs that were not taken because the queue was full.
    var refused = 0

    var waiting: Int { pending.count + patient.count }

    /// The next batch: what is pending, or one patient job when nothing is or its turn has come.
    mutating func take(_ limit: Int) -> [Writer.Job] {
        if !patient.isEmpty, isPatientTurn || pending.isEmpty {
            isPatientTurn = false
            return [patient.removeFirst()]
        }
        isPatientTurn = !patient.isEmpty
        defer { pending.removeFirst(min(limit, pending.count)) }
        return Array(pending.prefix(limit))
    }
}
