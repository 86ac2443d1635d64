import API
import HTTP
import Schema
import Store

/// Everything an installation may set, parsed.
///
/// Its first values are replaced by the defaults of the table in `Setting+All.swift` before anybody
/// sees them.
struct Configuration: Sendable {
    var database = ""
    var listen = ListenAddress(host: "127.0.0.1", port: 0)
    /// Nil: one for each processor.
    var loops: Int?
    var settings: Settings
    var openID = OpenIDSettings()
    var accessLog = AccessLogTarget.off
    /// The folder with the files of `/docs`; nil without.
    var swaggerUI: String?
    var limits = HTTP.Limits()
    /// Nil: what the system allows.
    var connections: Int?
    /// How long running requests may take after SIGTERM.
    var drainSeconds = 0
    var writer = Writer.Limits()
    /// Of each connection to the database.
    var cacheKiB = 0
}

/// Where the server listens.
struct ListenAddress: Sendable, Equatable {
    var host: String
    /// 0 lets the kernel choose.
    var port: Int

    /// `http://127.0.0.1:8080`, with brackets around IPv6 (RFC 3986 section 3.2.2).
    func url(port: Int) -> String {
        "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}

/// What was said about an OpenID provider; whether it is enough is known when all of it was read.
struct OpenIDSettings: Sendable {
    var issuer: String?
    var audience: String?
    var keys: String?
    var claim = ""

    /// Nil without a provider; throws `Failure` (EX_USAGE) when something is missing.
    ///
    /// `authorities` is a file of certificates for https, nil for the system's.
    func terms(authorities: String?) throws(Failure) -> OpenIDTerms? {
        if issuer == nil, audience == nil, keys == nil { return nil }
        guard let issuer, let audience, let keys else {
            throw .usage("oidc-issuer, oidc-audience and oidc-keys are set together or not at all.")
        }
        return OpenIDTerms(
            issuer: issuer, audience: audience, keys: keys, claim: claim, authorities: authorities)
    }
}

/// Where the access log goes.
enum AccessLogTarget: Sendable, Equatable {
    case off
    case standardOutput
    case file(String)
}
