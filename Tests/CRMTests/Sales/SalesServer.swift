import CRM
import Schema
import Store
import Testing
import TratoTesting

/// A server with the default pipeline, and what tests of sales ask of it again and again.
struct SalesServer {
    let server: TestServer
    var client: Client

    init() throws {
        server = try TestServer()
        client = server.admin
        try server.tx { try SalesDefaults.install($0) }
    }

    var time: TestClock { server.time }

    /// The same server for somebody else.
    func acting(_ client: Client) -> SalesServer {
        var other = self
        other.client = client
        return other
    }

    /// Creates a record and returns it as answered.
    func make(_ resource: String, _ body: JSONValue) throws -> JSONValue {
        let made = client.post("/v1/\(resource)", body)
        guard made.status == 201 else { throw Unexpected("\(resource) \(body)", made) }
        return made.json
    }

    func lead(_ members: JSONValue = [:]) throws -> String {
        let body: JSONValue = [
            "given_name": "Ana", "family_name": "Silva", "company_name": "Doces Lda",
            "email": "ana@doces.example", "phone": "912 345 678", "country": "PT",
            "job_title": "Buyer", "estimated_amount": "1200.50", "source": "fair",
        ]
        return try id(make("leads", body.merging(members)))
    }

    func deal(_ members: JSONValue = [:]) throws -> String {
        try id(make("opportunities", JSONValue.object(["name": "Deal"]).merging(members)))
    }

    func id(_ record: JSONValue) throws -> String { try #require(record["id"].string) }

    func read(_ target: String) -> JSONValue { client.get("/v1/\(target)").json }

    func verb(_ target: String, _ body: JSONValue? = nil) -> TestResponse {
        client.post("/v1/\(target)", body)
    }

    func count(_ resource: String) -> Int64 {
        read("\(resource)?count=exact&limit=1")["count"].integer ?? -1
    }

    /// The id of a stage of the default pipeline.
    func stage(_ key: String) throws -> String {
        let pipeline = read("pipelines?include=stages&is_default=true")["data"][0]
        let stage = pipeline["stages"].elements.first { $0["key"].string == key }
        return try id(#require(stage))
    }
}
