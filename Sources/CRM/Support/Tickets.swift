import API
import Schema
import Store

/// Questions and troubles of customers, until they are solved.
///
/// A ticket belongs to who works on it: `owner_id` follows `assignee_id`, and `team_id` the queue's team, so that sight
/// by owner and team is sight by assignee and queue.
package struct Tickets: Resource {
    package static let name = "tickets"
    package static let singular = "ticket"
    package static let traits: ResourceTraits = .owned
    package static let indexes = [["queue_id", "status"], ["status", "solved_at"]]
    package static let table = TypedTable(Self())

    let number = Field.text("number", max: 20, [.readOnly, .unique, .searchable])
    let subject = Field.text("subject", max: 300, [.title, .sortable])
    let description = Field.longText("description", .searchable).optional
    let status = Field.status("status", Status.self)
    let priority = Field.choice("priority", Priority.self, .indexed).default(.normal)
    let type = Field.choice(
        "type", of: ["question", "incident", "problem", "task", "complaint", "request"], .indexed
    ).default("question")
    let channel = Field.choice("channel", Channel.self, .indexed).default(.api)
    let language = Field.language("language").optional.filled()
        .about("That of the requester or the party when left out.")
    let party = Field.reference("party_id", to: Parties.self).optional.filled()
        .about("The customer; the requester's organization, or the requester, when left out.")
    let requester = Field.reference("requester_id", to: Parties.self).optional
        .about("The person who asks.")
    let queue = Field.reference("queue_id", to: Queues.self, .createOnly).optional
        .about("Changes through assign.")
    let assignee = Field.reference("assignee_id", to: Users.self, .createOnly).optional
        .about("An active user; changes through assign. A ticket created with one is open.")
    let order = Field.reference("order_id", to: Orders.self).optional
    let product = Field.reference("product_id", to: Products.self).optional
    let followUpOf = Field.reference("follow_up_of_id", to: Tickets.self, [.createOnly, .weak])
        .optional
        .about("The ticket that this one continues; party, requester and queue come from it.")
    let firstRespondedAt = Field.instant("first_responded_at", [.readOnly, .sortable]).optional
        .about("When an agent first answered in public.")
    let solvedAt = Field.instant("solved_at", [.readOnly, .sortable]).optional
    let closedAt = Field.instant("closed_at", [.readOnly, .sortable]).optional
    let reopenedCount = Field.integer("reopened_count", 0...Int64.max, .readOnly).default(0)
        .about("How often it was solved and was not.")

    package init() {}

    package enum Priority: String, Word { case low, normal, high, urgent }

    package enum Channel: String, Word {
        case phone, web, email, fax, direct, social, chat, sms, api
    }

    package static func refusesEdit(of ticket: Record<Tickets>) -> String? {
        ticket.status == .closed ? "A closed ticket no longer changes: \(Ticketing.followUp)" : nil
    }

    package static func willSave(
        _ ticket: inout Record<Tickets>, before: Record<Tickets>?, in tx: Transaction
    ) throws {
        if before == nil { try TicketRules.begin(&ticket, in: tx) }
        try TicketRules.fill(&ticket, in: tx)
        let faults = try TicketRules.faults(of: ticket, before: before, in: tx)
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        try TicketRules.keepOwner(&ticket, before: before, in: tx)
        if let before { TicketRules.stamp(&ticket, before: before, in: tx) }
        if before == nil { ticket.number = try tx.nextNumber("T") }
    }
}
