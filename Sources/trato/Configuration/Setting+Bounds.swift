import HTTP

/// The part of the table about how much, and for how long, a client may ask of the server.
extension Setting {
    private static let limits = HTTP.Limits()

    static let bodyLimit = Setting(
        "body-limit", "bytes", default: "\(limits.body)", "The largest request body.",
        \.limits.body, Parse.integer(1_024...1_073_741_824))
    static let jsonDepth = Setting(
        "json-depth", "levels", default: "\(limits.jsonDepth)",
        "How deep arrays and objects of a body may lie in each other.", \.limits.jsonDepth,
        Parse.integer(8...256))
    static let requestLineLimit = Setting(
        "request-line-limit", "bytes", default: "\(limits.requestLine)",
        "The longest request line.", \.limits.requestLine, Parse.integer(1_024...1_048_576))
    static let headerLimit = Setting(
        "header-limit", "bytes", default: "\(limits.headers)",
        "The largest header section of a request.", \.limits.headers,
        Parse.integer(1_024...1_048_576))
    static let fieldLimit = Setting(
        "field-limit", "count", default: "\(limits.fields)",
        "The most header fields of a request.", \.limits.fields, Parse.integer(16...1_000))
    static let headerSeconds = Setting(
        "header-seconds", "seconds", default: "\(limits.headSeconds)",
        "How long a whole header section, or a TLS handshake, may take.", \.limits.headSeconds,
        Parse.integer(1...3_600))
    static let bodySeconds = Setting(
        "body-seconds", "seconds", default: "\(limits.bodySeconds)",
        "How long a request body may stop for, and take before a least rate counts.",
        \.limits.bodySeconds, Parse.integer(1...3_600))
    static let writeSeconds = Setting(
        "write-seconds", "seconds", default: "\(limits.writeSeconds)",
        "How long a client may take nothing of its answer.", \.limits.writeSeconds,
        Parse.integer(1...3_600))
    static let idleSeconds = Setting(
        "idle-seconds", "seconds", default: "\(limits.idleSeconds)",
        "How long a connection may stay open between requests.", \.limits.idleSeconds,
        Parse.integer(1...86_400))
    static let connections = Setting(
        "connections", "count", default: "",
        "Open connections beyond which accepting waits; what the system allows unless set.",
        \.connections, Parse.optional(Parse.integer(1...10_000_000)))
    static let heldLimit = Setting(
        "held-limit", "bytes", default: "\(limits.held)",
        "Unfinished requests and unsent answers of one loop beyond which the slowest "
            + "connections are ended; at least twice the body-limit.",
        \.limits.held, Parse.integer(1_048_576...1_099_511_627_776))

    static let bounds: [Setting] = [
        bodyLimit, jsonDepth, requestLineLimit, headerLimit, fieldLimit, headerSeconds,
        bodySeconds, writeSeconds, idleSeconds, connections, heldLimit,
    ]
}
