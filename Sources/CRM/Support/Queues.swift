import API
import Schema

/// Where tickets wait for a team.
package struct Queues: Resource {
    package static let name = "queues"
    package static let singular = "queue"
    package static let table = TypedTable(Self())

    let name = Field.text("name", max: 200, [.title, .sortable, .unique])
    let team = Field.reference("team_id", to: Teams.self).optional
        .about("Who works on it: tickets that come into the queue become this team's.")
    let description = Field.longText("description").optional
    let email = Field.email("email", .unique).optional.about("The address whose mail it takes.")

    package init() {}
}
