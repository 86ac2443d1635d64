import API
import Schema
import Store

/// Hands a ticket to a person, a queue or both, or takes it from them.
struct AssignTicket: Action {
    static let route = Route(
        .post, "/v1/tickets/{id}/assign", "Hand one ticket to a person or a queue",
        on: Tickets.table, right: "assign", returns: .record(Tickets.table))

    let assignee = Field.reference("assignee_id", to: Users.self).optional
        .about(
            "An active user, with whom a new ticket is open; null takes it from its assignee.")
    let queue = Field.reference("queue_id", to: Queues.self).optional
        .about("Null takes it out of its queue.")

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Tickets.self)
        try Ticketing.assign(
            id, assignee: call.said(\.assignee), queue: call.said(\.queue), in: call.tx)
        return .record(id)
    }
}

/// Writes to the requester, or a note to other agents.
struct ReplyToTicket: Action {
    static let route = Route(
        .post, "/v1/tickets/{id}/reply", "Reply to one ticket as an agent", on: Tickets.table,
        right: "reply", returns: .extended(Tickets.table, [("message_id", .scalar(.id))]))

    let body = Field.longText("body", max: 100_000)
    let visibility = Field.choice("visibility", TicketMessages.Visibility.self).default(.public)

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Tickets.self)
        let message = try Ticketing.reply(
            id, body: call.body, visibility: call.visibility, in: call.tx)
        return .record(id).with("message_id", .id(message.rawValue))
    }
}

/// Lays a ticket aside until somebody else does something.
struct WaitWithTicket: Action {
    static let route = Route(
        .post, "/v1/tickets/{id}/wait", "Wait with one ticket for somebody else", on: Tickets.table,
        right: "wait", returns: .record(Tickets.table))

    let party = Field.choice("for", Ticketing.Party.self)

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Tickets.self)
        try Ticketing.wait(id, for: call.party, in: call.tx)
        return .record(id)
    }
}

/// Takes a ticket up again that waited, was on hold, or was thought solved.
struct ReopenTicket: Action {
    static let route = Route(
        .post, "/v1/tickets/{id}/reopen", "Reopen one ticket", on: Tickets.table, right: "reopen",
        returns: .record(Tickets.table))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Tickets.self)
        try Ticketing.reopen(id, in: call.tx)
        return .record(id)
    }
}
