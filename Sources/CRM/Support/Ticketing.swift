import API
import Schema
import Store

/// The rules of what happens to tickets.
enum Ticketing {
    static let followUp = "create a ticket with follow_up_of_id."

    /// Hands a ticket to a person, a queue or both, or takes it from them; what is not said stays.
    ///
    /// A new ticket opens when it has an assignee; in a queue alone nobody works on it yet. Throws faults, and
    /// `illegal_transition` when the ticket is closed.
    static func assign(
        _ id: ID<Tickets>, assignee: ID<Users>??, queue: ID<Queues>??, in tx: Transaction
    ) throws {
        let ticket = try tx.find(Tickets.self, id)
        _ = try target(of: "assign", ticket)
        guard assignee != nil || queue != nil else {
            throw Problem.invalid("/assignee_id", .required, "Give assignee_id, queue_id or both.")
        }
        let isTaken = assignee == .some(nil) && (queue ?? nil) == nil
        try tx.update(ticket, event: isTaken ? "ticket.unassigned" : "ticket.assigned") {
            if case .some(let person) = assignee { $0.assignee = person }
            if case .some(let place) = queue { $0.queue = place }
            if $0.status == .new, $0.assignee != nil { $0.status = .open }
        }
    }

    /// Adds an agent's message; what it does to the ticket follows from the message itself.
    static func reply(
        _ id: ID<Tickets>, body: String, visibility: TicketMessages.Visibility, in tx: Transaction
    ) throws -> ID<TicketMessages> {
        let ticket = try tx.find(Tickets.self, id)
        _ = try target(of: "reply", ticket)
        var message = Record<TicketMessages>()
        message.ticket = id
        message.body = body
        message.visibility = visibility
        message.authorKind = .agent
        return try tx.create(message).id
    }

    /// Whom a ticket can wait for.
    enum Party: String, Word {
        case customer
        case thirdParty = "third_party"
    }

    static func wait(_ id: ID<Tickets>, for party: Party, in tx: Transaction) throws {
        let ticket = try tx.find(Tickets.self, id)
        let customer = try target(of: "wait", ticket)
        let status = party == .customer ? customer : .waitingThirdParty
        try tx.update(ticket) { $0.status = status }
    }

    static func reopen(_ id: ID<Tickets>, in tx: Transaction) throws {
        let ticket = try tx.find(Tickets.self, id)
        let status = try target(of: "reopen", ticket)
        try tx.update(ticket, event: "ticket.reopened") { $0.status = status }
    }

    /// An agent has answered in public: a new ticket is open now, and has had its first response.
    static func noteResponse(to ticket: Record<Tickets>, in tx: Transaction) throws {
        try tx.update(ticket) {
            if $0.firstRespondedAt == nil { $0.firstRespondedAt = tx.now }
            if $0.status == .new { $0.status = .open }
        }
    }

    /// The requester has written: what waited for them, or was thought solved, is open again.
    static func noteAnswer(to ticket: Record<Tickets>, in tx: Transaction) throws {
        guard ticket.status.opensOnAnswer else { return }
        try tx.update(ticket, event: "ticket.reopened") { $0.status = .open }
    }

    /// Where a verb leads from where the ticket stands.
    private static func target(
        of verb: String, _ ticket: Record<Tickets>
    ) throws -> Tickets.Status {
        if let target = ticket.status.verbs[verb] { return target }
        if ticket.status == .closed { throw closed("A closed ticket stays closed: ") }
        guard let machine = Tickets.table.machine else {
            preconditionFailure("tickets have no status")
        }
        throw Problem.cannot(verb, Tickets.table, machine, from: ticket.status.rawValue)
    }

    /// What is refused for good, and what to do instead.
    static func closed(_ detail: String) -> Problem {
        Problem(
            .illegalTransition, detail + followUp,
            extras: [
                ("from", .text(Tickets.Status.closed.rawValue)),
                ("to", .text(Tickets.Status.open.rawValue)), ("allowed", .array([])),
            ])
    }
}
