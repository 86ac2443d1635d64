import HTTP
import Schema

/// A request for an access token, client credentials grant: RFC 6749 section 4.4.2.
struct TokenRequest {
    /// The id of an API key, as text.
    let clientID: String
    /// Its token.
    let secret: String
    /// Nil when the client takes all scopes of the key.
    let scopes: Set<String>?

    private static let names: Set<String> = ["grant_type", "scope", "client_id", "client_secret"]

    /// Throws `TokenRefusal`.
    init(_ call: Call) throws {
        let parameters = try Self.parameters(call)
        guard let grant = parameters["grant_type"] else {
            throw TokenRefusal(.invalidRequest, "grant_type is missing.")
        }
        guard grant == "client_credentials" else {
            throw TokenRefusal(
                .unsupportedGrantType, "The only grant_type is client_credentials.")
        }
        (clientID, secret) = try Self.client(call, parameters)
        scopes = parameters["scope"].map { Set($0.split(separator: " ").map(String.init)) }
    }

    /// The items that mean something; others are ignored, also when they repeat (RFC 6749 section 3.2).
    private static func parameters(_ call: Call) throws -> [String: String] {
        // Section 2.3.1: what logs keep is no place for secrets.
        if let (name, _) = call.query.first(where: { names.contains($0.name) }) {
            throw TokenRefusal(.invalidRequest, "\(name) belongs into the body.")
        }
        var seen: Set<String> = []
        var found: [String: String] = [:]
        for (name, value) in call.form where names.contains(name) {
            guard seen.insert(name).inserted else {
                throw TokenRefusal(.invalidRequest, "\(name) stands twice.")
            }
            // What has no value counts as left out.
            if !value.isEmpty { found[name] = value }
        }
        return found
    }

    /// Who asks: by HTTP Basic or by parameters, never both (RFC 6749 section 2.3).
    private static func client(
        _ call: Call, _ parameters: [String: String]
    ) throws -> (String, String) {
        guard let header = call.request.header("authorization") else {
            guard let id = parameters["client_id"], let secret = parameters["client_secret"] else {
                throw TokenRefusal(
                    .invalidClient,
                    "Send client_id and client_secret, by HTTP Basic or in the body."
                )
            }
            return (id, secret)
        }
        guard parameters["client_secret"] == nil else {
            throw TokenRefusal(.invalidRequest, "The client authenticates in two ways.")
        }
        guard let basic = basic(header) else {
            throw TokenRefusal(.invalidClient, "The Authorization field is no HTTP Basic.")
        }
        if let id = parameters["client_id"], id != basic.id {
            throw TokenRefusal(.invalidRequest, "client_id is another one than in HTTP Basic.")
        }
        return basic
    }

    /// RFC 7617, with both parts encoded as in a form (RFC 6749 section 2.3.1).
    private static func basic(_ header: String) -> (id: String, secret: String)? {
        guard header.prefix(6).lowercased() == "basic ",
            let bytes = Base64.decode(String(header.dropFirst(6).drop { $0 == " " })),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            let id = PercentCoding.decode(bytes[..<colon], plusIsSpace: true),
            let secret = PercentCoding.decode(bytes[(colon + 1)...], plusIsSpace: true)
        else { return nil }
        return (id, secret)
    }
}
