import GRDB
import Hummingbird

/// One row with the columns that an opportunity of Trato has; nil columns are left out of the JSON.
struct Opportunity: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "opportunities"

    var id: String
    var name: String
    var partyID: String?
    var contactID: String?
    var pipelineID: String?
    var stageID: String?
    var status: String
    var amount: Int?
    var currency: String?
    var probability: Int?
    var forecastCategory: String?
    var expectedCloseOn: String?
    var stageEnteredAt: String?
    var closedAt: String?
    var lostReason: String?
    var source: String?
    var nextStep: String?
    var description: String?
    var version: Int
    var createdAt: String
    var updatedAt: String
    var createdBy: String?
    var updatedBy: String?
    var ownerID: String?
    var teamID: String?
    var externalIds: String
    var tags: String
    var custom: String

    enum CodingKeys: String, CodingKey {
        case id
        case name
        case partyID = "party_id"
        case contactID = "contact_id"
        case pipelineID = "pipeline_id"
        case stageID = "stage_id"
        case status
        case amount
        case currency
        case probability
        case forecastCategory = "forecast_category"
        case expectedCloseOn = "expected_close_on"
        case stageEnteredAt = "stage_entered_at"
        case closedAt = "closed_at"
        case lostReason = "lost_reason"
        case source
        case nextStep = "next_step"
        case description
        case version
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case createdBy = "created_by"
        case updatedBy = "updated_by"
        case ownerID = "owner_id"
        case teamID = "team_id"
        case externalIds = "external_ids"
        case tags
        case custom
    }
}

struct Page: ResponseEncodable {
    var data: [Opportunity]
}

extension Opportunity {
    /// The largest amounts first, from after the given one; by the index (status, amount, id).
    static func page(
        _ database: Database, status: String, afterAmount: Int?, afterID: String?, limit: Int
    ) throws -> [Opportunity] {
        var request = filter(Column("status") == status)
            .order(Column("amount").desc, Column("id").desc)
            .limit(limit)
        if let afterAmount, let afterID {
            request = request.filter(
                sql: "(amount, id) < (?, ?)", arguments: [afterAmount, afterID])
        }
        return try request.fetchAll(database)
    }
}
