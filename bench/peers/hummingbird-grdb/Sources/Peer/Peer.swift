// What scripts/bench measures Trato against: the same addresses on bare tables, as the guides of
// Hummingbird and GRDB write it. No authentication, sight, ETag, audit, change feed or search.
import Foundation
import GRDB
import Hummingbird
import Logging

@main
struct Peer {
    /// Serves the database that the first argument names on the port of the second.
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let port = Int(arguments[2]) else {
            throw UsageError()
        }
        let pool = try DatabasePool(path: arguments[1])
        // A pool turns this to NORMAL when it opens, under which a commit is not on the disk. It has one writer.
        try await pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous=FULL") }
        var logger = Logger(label: "peer")
        logger.logLevel = .warning
        let application = Application(
            router: router(on: pool),
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            logger: logger)
        try await application.runService()
    }

    static func router(on pool: DatabasePool) -> Router<BasicRequestContext> {
        let router = Router()
        router.get("livez") { _, _ in Health(status: "ok") }
        router.get("v1/parties/:id") { _, context -> Party in
            let id = try context.parameters.require("id")
            guard let party = try await pool.read({ try Party.fetchOne($0, key: id) }) else {
                throw HTTPError(.notFound)
            }
            return party
        }
        router.get("v1/opportunities") { request, _ -> Page in
            let query = request.uri.queryParameters
            let status = query["status"].map(String.init) ?? "open"
            let limit = query["limit"].flatMap { Int($0) } ?? 50
            let amount = query["after_amount"].flatMap { Int($0) }
            let id = query["after_id"].map(String.init)
            let data = try await pool.read { database in
                try Opportunity.page(
                    database, status: status, afterAmount: amount, afterID: id, limit: limit)
            }
            return Page(data: data)
        }
        router.post("v1/parties") { request, context -> EditedResponse<Party> in
            let wish = try await request.decode(as: NewParty.self, context: context)
            let party = Party(wish)
            try await pool.write { try party.insert($0) }
            return EditedResponse(status: .created, response: party)
        }
        return router
    }
}

struct UsageError: Error, CustomStringConvertible {
    var description: String { "usage: Peer DATABASE PORT" }
}

struct Health: ResponseEncodable {
    var status: String
}
