import HTTP

/// The part of the table about the web: what stands between clients and the server, and webhooks.
extension Setting {
    private static let limits = HTTP.Limits()
    private static let byDefault = Compression()

    static let gzipThreshold = Setting(
        "gzip-threshold", "bytes", default: "\(byDefault.threshold)",
        "Answers from this size on are sent as gzip to who accepts it; 0 for none.",
        \.compression.threshold, Parse.integer(0...1_073_741_824))
    static let gzipLevel = Setting(
        "gzip-level", "level", default: "\(byDefault.level)",
        "How hard answers are compressed, from 1 (fast) to 9 (small).", \.compression.level,
        Parse.integer(1...9))
    static let unpackedLimit = Setting(
        "unpacked-limit", "bytes", default: "\(limits.unpacked)",
        "The largest request body after its gzip was undone.", \.limits.unpacked,
        Parse.integer(1_024...1_073_741_824))
    static let unpackRatio = Setting(
        "unpack-ratio", "times", default: "\(limits.unpackRatio)",
        "How many times larger a request body may become by that.", \.limits.unpackRatio,
        Parse.integer(1...2_000))
    static let trustedProxies = Setting(
        "trusted-proxies", "addresses", default: "",
        "Peers whose Forwarded or X-Forwarded-For is believed: addresses, blocks, unix.",
        \.proxies, Parse.proxies)
    static let corsOrigins = Setting(
        "cors-origins", "origins", default: "",
        "Origins whose pages may use the API, separated by commas; * for any.", \.corsOrigins,
        Parse.origins)
    static let corsHeaders = Setting(
        "cors-headers", "names", default: "",
        "Request headers that such pages may send beside those that mean something here.",
        \.corsHeaders, Parse.fieldNames)
    static let hstsSeconds = Setting(
        "hsts-seconds", "seconds", default: "31536000",
        "For how long browsers insist on TLS after an answer through TLS; 0 to not ask for it.",
        \.hstsSeconds, Parse.integer(0...315_360_000))

    static let webhookAddresses = Setting(
        "webhook-addresses", "blocks", default: "",
        "Addresses beside public ones that webhooks may go to: blocks, each with or without a port.",
        \.settings.webhookAddresses, Parse.outgoing)
    static let webhookDays = Setting(
        "webhook-days", "days", default: "30",
        "How long deliveries of webhooks that are over are kept.",
        \.settings.webhookRetentionDays, Parse.integer(1...3_650))

    static let web: [Setting] = [
        gzipThreshold, gzipLevel, unpackedLimit, unpackRatio, trustedProxies, corsOrigins,
        corsHeaders, hstsSeconds, webhookAddresses, webhookDays,
    ]
}
