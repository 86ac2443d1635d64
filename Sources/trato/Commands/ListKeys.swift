import ArgumentParser
import CRM
import Schema
import Store

struct ListKeys: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the API keys that are in force or expired.")

    @OptionGroup var database: DatabaseOptions

    func run() throws {
        let rows = try Installation.offline(try database.configuration()) { installation in
            try installation.write { tx in try Self.rows(tx) }
        }
        try Terminal.say(Terminal.table(rows))
    }

    private static func rows(_ tx: Transaction) throws -> [[String]] {
        var rows = [["ID", "NAME", "ROLE", "USER", "BEGINS", "CREATED", "LAST USED", "EXPIRES"]]
        for key in try tx.select(APIKeys.self, where: "1 ORDER BY created_at, id", limit: 100_000) {
            let role = try tx.find(Roles.self, key.role).name
            let user = try key.user.map { try tx.row(Users.table, $0.rawValue) } ?? nil
            rows.append([
                key.row.id.text, key.name, role, user.map { Record<Users>($0).email } ?? "-",
                key.prefix, key.createdAt.day.text, key.lastUsedAt?.text ?? "never",
                key.expiresAt?.text ?? "never",
            ])
        }
        return rows
    }
}
