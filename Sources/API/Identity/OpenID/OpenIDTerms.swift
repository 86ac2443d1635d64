import JSON
import Schema

/// Which tokens of which OpenID provider are accepted.
package struct OpenIDTerms: Sendable {
    /// `iss` of its tokens, to the letter.
    package let issuer: String
    /// What `aud` of its tokens is or contains.
    package let audience: String
    /// Where its keys are: an https URL, or the path of a file.
    package let keys: String
    /// The claim with the e-mail of a user.
    package let claim: String
    /// A file of certificates that https is checked against; nil for the system's.
    package let authorities: String?

    package init(
        issuer: String, audience: String, keys: String, claim: String = "email",
        authorities: String? = nil
    ) {
        self.issuer = issuer
        self.audience = audience
        self.keys = keys
        self.claim = claim
        self.authorities = authorities
    }

    /// How far the provider's clock may be from ours.
    private static let leewayMilliseconds: Int64 = 60_000

    /// Whom a token vouches for, and until when, leeway included.
    ///
    /// Throws `unauthenticated`, or `UnknownKey`.
    func person(
        in text: String, _ keys: KeySet?, now: Int64
    ) throws -> (email: String, expiresAt: Instant) {
        let token = try SignedToken(text)
        guard let keys else { throw UnknownKey(isReady: false) }
        let key = try keys.key(id: token.keyID, for: token.algorithm)
        let claims = try token.claims(signedBy: key)
        try checkParties(claims)
        return (try email(claims), try Self.end(claims, now: now))
    }

    private func checkParties(_ claims: JSONNode) throws {
        guard claims["iss"]?.string == issuer else {
            throw Problem.token("The token is from another issuer.")
        }
        // RFC 7519 section 4.1.3: one text, or an array of them.
        let audiences = claims["aud"].map { [$0] + Array($0.elements) } ?? []
        guard audiences.contains(where: { $0.string == audience }) else {
            throw Problem.token("The token is for another audience.")
        }
    }

    private func email(_ claims: JSONNode) throws -> String {
        guard let text = claims[claim]?.string, let email = Email.normalized(text) else {
            throw Problem.token("The token has no e-mail address in the claim \(claim).")
        }
        // OpenID Connect Core section 5.1; some providers write the boolean as text.
        if claim == "email", let verified = claims["email_verified"],
            verified.bool != true, verified.string != "true"
        {
            throw Problem.token("The provider has not verified the e-mail address of the token.")
        }
        return email
    }

    /// RFC 7519 sections 4.1.4 to 4.1.6; without `exp` a token would be good for ever.
    private static func end(_ claims: JSONNode, now: Int64) throws -> Instant {
        guard let end = milliseconds(claims["exp"]) else {
            throw Problem.token("The token does not say when it expires.")
        }
        guard end + leewayMilliseconds > now else { throw Problem.token("The token has expired.") }
        for name in ["nbf", "iat"] {
            guard let claim = claims[name] else { continue }
            guard let start = milliseconds(claim), start - leewayMilliseconds <= now else {
                throw Problem.token("The token is not valid yet.")
            }
        }
        return Instant(milliseconds: end + leewayMilliseconds)
    }

    /// A NumericDate (RFC 7519 section 2), which may have a fraction; nil for what is none before the year 10000.
    private static func milliseconds(_ node: JSONNode?) -> Int64? {
        guard let number = node?.number else { return nil }
        var unit: Int64 = 1
        for places in [3, 6, 9] {
            if let scaled = number.scaled(places: places) {
                let milliseconds = scaled / unit
                return (0...Instant.last.milliseconds).contains(milliseconds) ? milliseconds : nil
            }
            unit *= 1_000
        }
        return nil
    }
}
