import HTTP
import Schema
import Store

// `POST /oauth/token`: a client trades an API key for a token that ends by itself, RFC 6749 section 4.4.
//
// The client is checked twice. On the loop, so that the one thread that all writes share never hears of those who are
// nobody; and again in the transaction that stores the token, because the key may have been revoked meanwhile.

extension Pipeline {
    func grantToken(_ call: Call, _ exchange: Exchange, _ tx: Transaction) throws {
        tx.attach(application)
        var call = call
        (call.access, _) = try TokenGrant.check(try TokenRequest(call), application, tx)
        exchange.annotate(actor: call.access.name)
        try application.submit(call, nil, exchange, starts: false)
        hasSubmitted = true
    }
}

extension Executor {
    func grantToken(_ call: Call, _ tx: Transaction) throws -> Answer {
        let (client, scopes) = try TokenGrant.check(try TokenRequest(call), application, tx)
        guard let key = client.credentialID else { preconditionFailure("a client without a key") }
        let token = Token.make("access_")
        let end = try application.identity.grantToken(key, scopes, token, tx)
        var members: [(String, Value)] = [
            ("access_token", .text(token.text)), ("token_type", .text("Bearer")),
            ("expires_in", .integer((end.milliseconds - tx.now.milliseconds) / 1_000)),
        ]
        // Appendix A.4: a scope has at least one word, so none is said by leaving it out.
        if !scopes.isEmpty {
            members.append(("scope", .text(scopes.sorted().joined(separator: " "))))
        }
        var answer = Answer.value(.object(members))
        answer.headers.append(("Pragma", "no-cache"))
        return answer
    }
}

private enum TokenGrant {
    /// The client, and what it is granted: the scopes it asks for, or all of its key.
    static func check(
        _ request: TokenRequest, _ application: Application, _ tx: Transaction
    ) throws -> (client: Access, scopes: Set<String>) {
        let found = try application.identity.find(Token.digest(of: request.secret), tx)
        // An access token is no secret of a client, or one could be had for another without end.
        guard let found, let key = found.keyID, found.access.sessionID == nil,
            key == RecordID(request.clientID), found.expiresAt.map({ $0 > tx.now }) ?? true
        else {
            throw TokenRefusal(
                .invalidClient, "The client_id or client_secret is wrong, or the key has ended.")
        }
        let scopes = request.scopes ?? found.access.scopes
        guard scopes.isSubset(of: found.access.scopes), request.scopes?.isEmpty != true else {
            throw TokenRefusal(.invalidScope, "The key has no such scope.")
        }
        return (found.access, scopes)
    }
}
