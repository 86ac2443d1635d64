import CLinux

/// Where and how a server listens.
package struct ServerConfiguration: Sendable {
    /// The places to listen, at least one.
    package var endpoints: [Endpoint]
    /// What endpoints with TLS need.
    package var tls: TLSConfiguration?
    /// Sockets of the service manager, each of which an endpoint must take.
    package var passed: PassedSockets
    /// How many loops share the work, at least 1; the allowed processors unless given.
    package var loops: Int
    /// Bounds on everything.
    package var limits: Limits
    /// A descriptor that gets one JSON line per answer, or nil; it is not closed by the server.
    ///
    /// A descriptor that blocks slows the loops down when its reader is slow.
    package var accessLog: Int32?
    /// Which answers are compressed; nil for none.
    package var compression: Compression? = Compression()
    /// Whose word about a client is believed; nil for nobody's.
    package var proxies: TrustedProxies?
    /// Which other origins' pages may read answers; nil for none.
    package var crossOrigin: CrossOrigin?
    /// For how long a browser is told to insist on TLS; 0 to say nothing.
    package var strictTransportSeconds = 0
    /// Paths whose `POST` has a body that the handler takes piece by piece; see `LoopHandler.receive`.
    package var uploads: [String] = []
    /// Where secrets begin in paths, such as `/offers/`: what follows is in no log.
    package var secretPaths: [String] = []
    /// Takes a sentence about what only matters to who looks for a mistake.
    package var debug: @Sendable (String) -> Void = { _ in }

    /// The defaults, for some port of loopback.
    package init(
        endpoints: [Endpoint] = [.tcp(host: "127.0.0.1", port: 0)], tls: TLSConfiguration? = nil,
        passed: PassedSockets = PassedSockets(), loops: Int? = nil, limits: Limits = Limits(),
        accessLog: Int32? = nil
    ) {
        self.endpoints = endpoints
        self.tls = tls
        self.passed = passed
        self.loops = max(1, loops ?? Int(trato_processors()))
        self.limits = limits
        self.accessLog = accessLog
    }
}
