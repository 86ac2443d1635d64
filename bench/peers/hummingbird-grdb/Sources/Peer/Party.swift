import Foundation
import GRDB
import Hummingbird

/// One row with the columns that a party of Trato has; nil columns are left out of the JSON.
struct Party: Codable, FetchableRecord, PersistableRecord, ResponseEncodable {
    static let databaseTableName = "parties"

    var id: String
    var kind: String
    var displayName: String
    var legalName: String?
    var givenName: String?
    var familyName: String?
    var jobTitle: String?
    var organizationID: String?
    var industry: String?
    var website: String?
    var language: String?
    var timeZone: String?
    var country: String?
    var birthOn: String?
    var status: String
    var primaryEmail: String?
    var primaryPhone: String?
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
        case kind
        case displayName = "display_name"
        case legalName = "legal_name"
        case givenName = "given_name"
        case familyName = "family_name"
        case jobTitle = "job_title"
        case organizationID = "organization_id"
        case industry
        case website
        case language
        case timeZone = "time_zone"
        case country
        case birthOn = "birth_on"
        case status
        case primaryEmail = "primary_email"
        case primaryPhone = "primary_phone"
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

/// What a client may send; other members of the body are ignored.
struct NewParty: Decodable {
    var kind: String
    var displayName: String
    var country: String?

    enum CodingKeys: String, CodingKey {
        case kind, country
        case displayName = "display_name"
    }
}

extension Party {
    init(_ wish: NewParty) {
        let now = Date.now.ISO8601Format()
        self.init(
            id: UUID().uuidString, kind: wish.kind, displayName: wish.displayName,
            country: wish.country, status: "active", version: 1, createdAt: now, updatedAt: now,
            externalIds: "[]", tags: "[]", custom: "{}")
    }
}
