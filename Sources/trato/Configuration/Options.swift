import ArgumentParser

extension Option where Value == String? {
    /// The flag of a setting, with its help from the table.
    init(_ setting: Setting) {
        var notes = "\(setting.variable)"
        if !setting.standard.isEmpty { notes = "default: \(setting.standard); " + notes }
        self.init(
            name: .customLong(setting.name),
            help: ArgumentHelp("\(setting.about) (\(notes))", valueName: setting.placeholder))
    }
}

/// The flags of every command that uses a database.
struct DatabaseOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "A file of settings: key = value, keys as these flags. (TRATO_CONFIG)",
            valueName: "file"))
    var file: String?
    @Option(.database) var database: String?

    /// All settings; throws `Failure` (EX_USAGE) when one is wrong.
    func configuration(_ more: [(Setting, String?)] = []) throws(Failure) -> Configuration {
        try source(more).read()
    }

    /// Where all settings come from, these flags and more.
    func source(_ more: [(Setting, String?)]) -> ConfigurationSource {
        var given: [(setting: Setting, text: String)] = []
        for (setting, text) in [(.database, database)] + more {
            if let text { given.append((setting, text)) }
        }
        return ConfigurationSource(flags: given, file: file)
    }
}

/// The flags of commands that make people or documents.
struct DefaultOptions: ParsableArguments {
    @Option(.currency) var currency: String?
    @Option(.timeZone) var timeZone: String?
    @Option(.language) var language: String?
    @Option(.vatID) var vatID: String?

    var flags: [(Setting, String?)] {
        [(.currency, currency), (.timeZone, timeZone), (.language, language), (.vatID, vatID)]
    }
}

/// The flags that only the server reads.
struct ServerOptions: ParsableArguments {
    @Option(.listen) var listen: String?
    @Option(.tlsCertificate) var tlsCertificate: String?
    @Option(.tlsKey) var tlsKey: String?
    @Option(.tlsMinVersion) var tlsMinVersion: String?
    @Option(.tlsClientCA) var tlsClientCA: String?
    @Option(.tlsClientAuth) var tlsClientAuth: String?
    @Option(.loops) var loops: String?
    @Option(.accessLog) var accessLog: String?
    @Option(.logFormat) var logFormat: String?
    @Option(.logLevel) var logLevel: String?
    @Option(.swaggerUI) var swaggerUI: String?
    @Option(.drainSeconds) var drainSeconds: String?
    @Option(.feedDays) var feedDays: String?
    @Option(.idempotencyDays) var idempotencyDays: String?
    @Option(.sessionHours) var sessionHours: String?
    @Option(.accessTokenSeconds) var accessTokenSeconds: String?
    @Option(.oidcIssuer) var oidcIssuer: String?
    @Option(.oidcAudience) var oidcAudience: String?
    @Option(.oidcKeys) var oidcKeys: String?
    @Option(.oidcClaim) var oidcClaim: String?
    @Option(.writeQueue) var writeQueue: String?
    @Option(.pageCache) var pageCache: String?

    var flags: [(Setting, String?)] {
        [
            (.listen, listen), (.tlsCertificate, tlsCertificate), (.tlsKey, tlsKey),
            (.tlsMinVersion, tlsMinVersion), (.tlsClientCA, tlsClientCA),
            (.tlsClientAuth, tlsClientAuth), (.loops, loops), (.accessLog, accessLog),
            (.logFormat, logFormat), (.logLevel, logLevel), (.swaggerUI, swaggerUI),
            (.drainSeconds, drainSeconds), (.feedDays, feedDays),
            (.idempotencyDays, idempotencyDays), (.sessionHours, sessionHours),
            (.accessTokenSeconds, accessTokenSeconds), (.oidcIssuer, oidcIssuer),
            (.oidcAudience, oidcAudience), (.oidcKeys, oidcKeys), (.oidcClaim, oidcClaim),
            (.writeQueue, writeQueue), (.pageCache, pageCache),
        ]
    }
}

/// The flags about the web: what stands between clients and the server, and webhooks.
struct WebOptions: ParsableArguments {
    @Option(.gzipThreshold) var gzipThreshold: String?
    @Option(.gzipLevel) var gzipLevel: String?
    @Option(.unpackedLimit) var unpackedLimit: String?
    @Option(.unpackRatio) var unpackRatio: String?
    @Option(.trustedProxies) var trustedProxies: String?
    @Option(.corsOrigins) var corsOrigins: String?
    @Option(.corsHeaders) var corsHeaders: String?
    @Option(.hstsSeconds) var hstsSeconds: String?
    @Option(.webhookAddresses) var webhookAddresses: String?
    @Option(.webhookDays) var webhookDays: String?

    var flags: [(Setting, String?)] {
        [
            (.gzipThreshold, gzipThreshold), (.gzipLevel, gzipLevel),
            (.unpackedLimit, unpackedLimit), (.unpackRatio, unpackRatio),
            (.trustedProxies, trustedProxies), (.corsOrigins, corsOrigins),
            (.corsHeaders, corsHeaders), (.hstsSeconds, hstsSeconds),
            (.webhookAddresses, webhookAddresses), (.webhookDays, webhookDays),
        ]
    }
}
