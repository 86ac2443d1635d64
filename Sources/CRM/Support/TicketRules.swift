import Schema
import Store

/// What holds for every ticket, whoever saves it.
enum TicketRules {
    /// What a new ticket takes from the one it follows; with an assignee it is open.
    static func begin(_ ticket: inout Record<Tickets>, in tx: Transaction) throws {
        if let id = ticket.followUpOf {
            let earlier = try tx.find(Tickets.self, id)
            ticket.party = ticket.party ?? earlier.party
            ticket.requester = ticket.requester ?? earlier.requester
            ticket.queue = ticket.queue ?? earlier.queue
        }
        if ticket.assignee != nil { ticket.status = .open }
    }

    /// The customer and the language, where the ticket does not say them.
    static func fill(_ ticket: inout Record<Tickets>, in tx: Transaction) throws {
        guard ticket.party == nil || ticket.language == nil else { return }
        let requester = try ticket.requester.map { try tx.find(Parties.self, $0) }
        ticket.party = ticket.party ?? requester?.organization ?? requester?.id
        if ticket.language == nil {
            let party = try ticket.party.map { try tx.find(Parties.self, $0) }
            ticket.language = requester?.language ?? party?.language
        }
    }

    static func faults(
        of ticket: Record<Tickets>, before: Record<Tickets>?, in tx: Transaction
    ) throws -> [Fault] {
        var faults: [Fault] = []
        if let requester = ticket.requester, requester != before?.requester,
            try tx.find(Parties.self, requester).kind != .person
        {
            faults.append(
                Fault(
                    pointer: "/requester_id", code: .conflict, message: "A requester is a person."))
        }
        if let assignee = ticket.assignee, assignee != before?.assignee,
            try tx.find(Users.self, assignee).status != .active
        {
            faults.append(
                Fault(
                    pointer: "/assignee_id", code: .conflict,
                    message: "An assignee is an active user."))
        }
        if let before, ticket.ownerID != before.ownerID, ticket.assignee == before.assignee,
            let assignee = ticket.assignee, ticket.ownerID != assignee.rawValue
        {
            faults.append(
                Fault(
                    pointer: "/owner_id", code: .conflict,
                    message: "A ticket belongs to its assignee: use assign."))
        }
        return faults
    }

    /// The owner follows the assignee, the team follows the queue; whoever had it owns it no longer.
    static func keepOwner(
        _ ticket: inout Record<Tickets>, before: Record<Tickets>?, in tx: Transaction
    ) throws {
        if let assignee = ticket.assignee {
            ticket.ownerID = assignee.rawValue
        } else if before?.assignee != nil {
            ticket.ownerID = nil
        }
        if let queue = ticket.queue, queue != before?.queue,
            let team = try tx.find(Queues.self, queue).team
        {
            ticket.teamID = team.rawValue
        }
        if ticket.teamID == nil, let assignee = ticket.assignee {
            ticket.teamID = try tx.find(Users.self, assignee).team?.rawValue
        }
    }

    /// The times and the count that follow from a change of status, and its event's name.
    static func stamp(_ ticket: inout Record<Tickets>, before: Record<Tickets>, in tx: Transaction)
    {
        guard ticket.status != before.status else { return }
        switch ticket.status {
        case .solved: ticket.solvedAt = tx.now
        case .closed: ticket.closedAt = tx.now
        case .open where before.status == .solved:
            ticket.solvedAt = nil
            ticket.reopenedCount += 1
        case .new, .open, .waitingCustomer, .waitingThirdParty, .onHold: break
        }
    }
}
