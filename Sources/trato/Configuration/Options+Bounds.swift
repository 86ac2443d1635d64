import ArgumentParser

/// The flags about how much, and for how long, a client may ask of the server.
struct BoundOptions: ParsableArguments {
    @Option(.bodyLimit) var bodyLimit: String?
    @Option(.importLimit) var importLimit: String?
    @Option(.jsonDepth) var jsonDepth: String?
    @Option(.requestLineLimit) var requestLineLimit: String?
    @Option(.headerLimit) var headerLimit: String?
    @Option(.fieldLimit) var fieldLimit: String?
    @Option(.headerSeconds) var headerSeconds: String?
    @Option(.bodySeconds) var bodySeconds: String?
    @Option(.writeSeconds) var writeSeconds: String?
    @Option(.idleSeconds) var idleSeconds: String?
    @Option(.connections) var connections: String?
    @Option(.heldLimit) var heldLimit: String?

    var flags: [(Setting, String?)] {
        [
            (.bodyLimit, bodyLimit),
            (.importLimit, importLimit),
            (.jsonDepth, jsonDepth),
            (.requestLineLimit, requestLineLimit),
            (.headerLimit, headerLimit),
            (.fieldLimit, fieldLimit),
            (.headerSeconds, headerSeconds),
            (.bodySeconds, bodySeconds),
            (.writeSeconds, writeSeconds),
            (.idleSeconds, idleSeconds),
            (.connections, connections),
            (.heldLimit, heldLimit),
        ]
    }
}
