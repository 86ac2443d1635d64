import API

/// How customers are helped.
package let supportArea = Area(
    "Support", resources: [Queues.table, Tickets.table, TicketMessages.table],
    actions: [
        AnyAction(AssignTicket.self), AnyAction(ReplyToTicket.self), AnyAction(WaitWithTicket.self),
        AnyAction(ReopenTicket.self),
    ],
    nestings: [
        Nesting("messages", of: Tickets.table, holds: TicketMessages.table, by: "ticket_id")
    ],
    jobs: [TicketClosing.closeSolved])
