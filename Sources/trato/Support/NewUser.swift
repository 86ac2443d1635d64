import API
import CRM
import HTTP
import Schema
import Store

/// A user to be made on the command line, by the same rules as over HTTP.
struct NewUser: Sendable {
    let email: String
    let name: String
    /// By name, as with `team`.
    let role: String
    let password: String?
    var team: String?

    /// Stores the user and returns the id; throws `Problem`, or `Failure` for an unknown role or
    /// team.
    func create(_ application: Application, _ tx: Transaction) throws -> String {
        var members: [(String, Value)] = [
            ("email", .text(email)), ("name", .text(name)),
            ("role_id", .id(try NamedRecord.role(role, tx).rawValue)),
            ("language", .text(tx.settings.language)),
            ("time_zone", .text(tx.settings.timeZone)),
        ]
        if let password { members.append(("password", .text(password))) }
        if let team { members.append(("team_id", .id(try NamedRecord.team(team, tx).rawValue))) }
        let user = try application.perform(.post, "/v1/users", .object(members), in: tx)
        guard let id = user?.root["id"]?.string else { preconditionFailure("a user without an id") }
        return id
    }
}

/// Records that people name by their names.
enum NamedRecord {
    static func role(_ name: String, _ tx: Transaction) throws -> ID<Roles> {
        guard let role = try tx.select(Roles.self, where: "name = ?", [.text(name)]).first else {
            let known = try tx.select(Roles.self, where: "1 ORDER BY name").map(\.name)
            throw Failure.data(
                "There is no role \(name); there are \(known.joined(separator: ", ")).")
        }
        return role.id
    }

    static func team(_ name: String, _ tx: Transaction) throws -> ID<Teams> {
        guard let team = try tx.select(Teams.self, where: "name = ?", [.text(name)]).first else {
            throw Failure.data("There is no team \(name).")
        }
        return team.id
    }

    static func user(_ email: String, _ tx: Transaction) throws -> ID<Users> {
        let address = Email.normalized(email) ?? email
        guard let user = try tx.select(Users.self, where: "email = ?", [.text(address)]).first
        else {
            throw Failure.data("There is no user with the e-mail \(email).")
        }
        return user.id
    }
}
