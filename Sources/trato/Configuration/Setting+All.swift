import HTTP
import Schema
import Store

/// The table of settings: flags, environment, file, validation, help and documentation follow it.
extension Setting {
    private static let writer = Writer.Limits()
    private static let byDefault = Settings(currency: Parse.euro)

    static let database = Setting(
        "database", "file", default: "trato.db", "The database file.", \.database, Parse.path)
    static let listen = Setting(
        "listen", "addresses", default: "127.0.0.1:8080",
        "Where to serve, separated by commas: host:port, tls:host:port, unix:path[:mode], systemd.",
        \.listen, Parse.endpoints)
    static let tlsCertificate = Setting(
        "tls-certificate", "file", default: "",
        "The certificate and those of its issuers, PEM; SIGHUP reads it again.",
        \.tls.certificate, Parse.optional(Parse.path))
    static let tlsKey = Setting(
        "tls-key", "file", default: "", "The certificate's private key, PEM.", \.tls.key,
        Parse.optional(Parse.path))
    static let tlsMinVersion = Setting(
        "tls-min-version", "version", default: "1.2", "The oldest TLS that is spoken: 1.2 or 1.3.",
        \.tls.minimumVersion, Parse.choice())
    static let tlsClientCA = Setting(
        "tls-client-ca", "file", default: "", "The authorities of clients' certificates, PEM.",
        \.tls.clientCA, Parse.optional(Parse.path))
    static let tlsClientAuth = Setting(
        "tls-client-auth", "rule", default: "off",
        "Whether clients are asked for certificates: off, request or require.",
        \.tls.clientAuthentication, Parse.choice())
    static let loops = Setting(
        "loops", "count", default: "", "Event loops; one for each processor unless set.",
        \.loops, Parse.optional(Parse.integer(1...256)))
    static let currency = Setting(
        "currency", "code", default: "EUR", "ISO 4217 currency of documents that name none.",
        \.settings.currency, Parse.currency)
    static let timeZone = Setting(
        "time-zone", "name", default: byDefault.timeZone,
        "IANA time zone of people and documents that name none.", \.settings.timeZone,
        Parse.timeZone)
    static let language = Setting(
        "language", "tag", default: byDefault.language,
        "BCP 47 language of people and documents that name none.", \.settings.language,
        Parse.language)
    static let accessLog = Setting(
        "access-log", "target", default: "off",
        "One JSON line per answer: off, stdout, or a file to append to.", \.accessLog,
        Parse.accessLog)
    static let logFormat = Setting(
        "log-format", "form", default: "",
        "The server's own log on standard error: json, or text for people; text at a terminal "
            + "unless set.",
        \.logFormat, Parse.optional(Parse.logFormat))
    static let logLevel = Setting(
        "log-level", "level", default: "info",
        "The least grave lines of that log: error, warning, info or debug; read again at SIGHUP.",
        \.logLevel, Parse.logLevel)
    static let swaggerUI = Setting(
        "swagger-ui", "folder", default: "", "The folder with the files of /docs.", \.swaggerUI,
        Parse.optional(Parse.folder))
    static let drainSeconds = Setting(
        "drain-seconds", "seconds", default: "20",
        "How long running requests may take after SIGTERM.", \.drainSeconds,
        Parse.integer(0...3_600))
    static let feedDays = Setting(
        "feed-days", "days", default: "\(byDefault.feedRetentionDays)",
        "How far back GET /v1/changes answers.", \.settings.feedRetentionDays,
        Parse.integer(1...36_500))
    static let idempotencyDays = Setting(
        "idempotency-days", "days", default: "\(byDefault.idempotencyRetentionDays)",
        "How long the answers of requests with an Idempotency-Key are kept.",
        \.settings.idempotencyRetentionDays, Parse.integer(1...3_650))
    static let sessionHours = Setting(
        "session-hours", "hours", default: "\(byDefault.sessionHours)", "How long a login lasts.",
        \.settings.sessionHours, Parse.integer(1...87_600))
    static let accessTokenSeconds = Setting(
        "access-token-seconds", "seconds", default: "\(byDefault.accessTokenSeconds)",
        "How long an access token of POST /oauth/token lasts.", \.settings.accessTokenSeconds,
        Parse.integer(60...86_400))
    static let oidcIssuer = Setting(
        "oidc-issuer", "url", default: "",
        "The OpenID provider whose tokens are accepted, as their iss says it.", \.openID.issuer,
        Parse.optional(Parse.word))
    static let oidcAudience = Setting(
        "oidc-audience", "text", default: "", "What aud of its tokens must contain.",
        \.openID.audience, Parse.optional(Parse.word))
    static let oidcKeys = Setting(
        "oidc-keys", "url", default: "",
        "Where its keys (JWKS) are: an https URL, or a file.", \.openID.keys,
        Parse.optional(Parse.keys))
    static let oidcClaim = Setting(
        "oidc-claim", "name", default: "email", "The claim with the e-mail of a user.",
        \.openID.claim, Parse.word)
    static let writeQueue = Setting(
        "write-queue", "count", default: "\(writer.queue)",
        "Waiting writes beyond which new ones are answered 503.", \.writer.queue,
        Parse.integer(1...1_000_000))
    static let pageCache = Setting(
        "page-cache", "KiB", default: "16384", "SQLite's page cache, of each connection.",
        \.cacheKiB, Parse.integer(64...16_777_216))

    /// All settings, in the order of the documentation.
    static let all: [Setting] =
        [
            database, listen, tlsCertificate, tlsKey, tlsMinVersion, tlsClientCA, tlsClientAuth,
            loops,
            currency, timeZone, language, accessLog, logFormat, logLevel, swaggerUI,
            drainSeconds, feedDays, idempotencyDays,
            sessionHours, accessTokenSeconds, oidcIssuer, oidcAudience, oidcKeys, oidcClaim,
            writeQueue,
            pageCache,
        ] + bounds + web
}
