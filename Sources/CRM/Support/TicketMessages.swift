import API
import Schema
import Store

/// What was said about a ticket: to the customer, by the customer, and among agents.
///
/// Whoever sees the ticket sees its messages, and nobody else.
package struct TicketMessages: Resource {
    package static let name = "ticket-messages"
    package static let singular = "ticket_message"
    package static let traits: ResourceTraits = .appendOnly
    package static let sightThrough: String? = "ticket_id"
    package static let indexes = [["ticket_id", "created_at"]]
    package static let table = TypedTable(Self())

    let ticket = Field.reference("ticket_id", to: Tickets.self, .weak)
    let visibility = Field.choice("visibility", Visibility.self).default(.public)
    let body = Field.longText("body", max: 100_000, .searchable)
    let authorKind = Field.choice("author_kind", AuthorKind.self).optional
        .about(
            "When left out: requester with an author_party_id, agent for a user, system for a key.")
    let author = Field.reference("author_party_id", to: Parties.self).optional
        .about("Who wrote it, of the customer's people; the ticket's requester when left out.")
    let channel = Field.choice("channel", Tickets.Channel.self).optional
        .about("The ticket's when left out.")
    let party = Field.reference("party_id", to: Parties.self, .readOnly).optional
        .about("The ticket's customer.")

    package init() {}

    package enum Visibility: String, Word { case `public`, `internal` }

    package enum AuthorKind: String, Word { case agent, requester, system }

    package static func willSave(
        _ message: inout Record<TicketMessages>, before: Record<TicketMessages>?, in tx: Transaction
    ) throws {
        guard before == nil, message.isSound(\.ticket) else { return }
        let ticket = try tx.find(Tickets.self, message.ticket)
        guard ticket.status != .closed else {
            throw Ticketing.closed("A closed ticket takes no messages: ")
        }
        let kind = message.authorKind ?? defaultKind(message, tx)
        message.authorKind = kind
        if kind == .requester {
            message.author = message.author ?? ticket.requester
        }
        let isJudged = message.isSound(\.authorKind, \.author, \.visibility)
        let faults = isJudged ? faults(of: message, kind) : []
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        message.channel = message.channel ?? ticket.channel
        message.party = ticket.party
    }

    private static func defaultKind(
        _ message: Record<TicketMessages>, _ tx: Transaction
    ) -> AuthorKind {
        if message.author != nil { return .requester }
        return tx.access.userID == nil ? .system : .agent
    }

    private static func faults(
        of message: Record<TicketMessages>, _ kind: AuthorKind
    ) -> [Fault] {
        if kind == .requester, message.visibility == .internal {
            return [
                Fault(
                    pointer: "/visibility", code: .conflict,
                    message: "What a requester writes is public.")
            ]
        }
        guard kind != .requester, message.author != nil else { return [] }
        return [
            Fault(
                pointer: "/author_party_id", code: .conflict,
                message: "author_party_id belongs to what a requester writes.")
        ]
    }

    package static func didSave(
        _ message: Record<TicketMessages>, before: Record<TicketMessages>?, in tx: Transaction
    ) throws {
        guard before == nil, message.visibility == .public else { return }
        let ticket = try tx.find(Tickets.self, message.ticket)
        switch message.authorKind {
        case .agent: try Ticketing.noteResponse(to: ticket, in: tx)
        case .requester: try Ticketing.noteAnswer(to: ticket, in: tx)
        case .system, nil: break
        }
    }
}
