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
    var listen: [HTTP.Endpoint] = []
    var tls = TLSFiles()
    /// Nil: one for each processor.
    var loops: Int?
    var settings: Settings
    var openID = OpenIDSettings()
    var accessLog = AccessLogTarget.off
    /// Nil: for people at a terminal, JSON lines otherwise.
    var logFormat: Log.Format?
    var logLevel = Log.Level.info
    /// The folder with the files of `/docs`; nil without.
    var swaggerUI: String?
    var limits = HTTP.Limits()
    /// With a threshold of 0 for none.
    var compression = Compression()
    var proxies: TrustedProxies?
    /// `*` alone for any.
    var corsOrigins: [String] = []
    var corsHeaders: [String] = []
    var hstsSeconds = 0
    /// Nil: what the system allows.
    var connections: Int?
    /// How long running requests may take after SIGTERM.
    var drainSeconds = 0
    var writer = Writer.Limits()
    /// Of each connection to the database.
    var cacheKiB = 0
}

/// What was said about TLS; whether it fits together is known when all of it was read.
struct TLSFiles: Sendable {
    var certificate: String?
    var key: String?
    var minimumVersion = TLSConfiguration.Version.tls12
    var clientCA: String?
    var clientAuthentication = TLSConfiguration.ClientAuthentication.off

    /// Nil without TLS; throws `Failure` (EX_USAGE) for what would not do what was meant.
    func configuration(for endpoints: [HTTP.Endpoint]) throws(Failure) -> TLSConfiguration? {
        guard endpoints.contains(where: \.isSecure) else {
            guard certificate == nil, key == nil, clientCA == nil else {
                throw .usage("There are files for TLS, but no address of listen speaks it.")
            }
            guard clientAuthentication == .off else {
                throw .usage("There is a tls-client-auth, but no address of listen speaks TLS.")
            }
            return nil
        }
        guard let certificate, let key else {
            throw .usage("TLS needs tls-certificate and tls-key.")
        }
        guard (clientCA == nil) == (clientAuthentication == .off) else {
            throw .usage(
                clientCA == nil
                    ? "tls-client-auth needs tls-client-ca."
                    : "There is a tls-client-ca, but tls-client-auth is off.")
        }
        return TLSConfiguration(
            certificate: certificate, key: key, minimumVersion: minimumVersion,
            clientCA: clientCA, clientAuthentication: clientAuthentication)
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
