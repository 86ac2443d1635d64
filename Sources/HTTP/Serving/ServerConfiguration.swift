import CLinux

/// Where and how a server listens.
package struct ServerConfiguration: Sendable {
    /// A numeric address or a name of this machine; "0.0.0.0" and "::" mean every interface.
    package var host: String
    /// The TCP port; 0 lets the kernel choose.
    package var port: Int
    /// How many loops share the work, at least 1; the allowed processors unless given.
    package var loops: Int
    /// Bounds on everything.
    package var limits: Limits
    /// A descriptor that gets one JSON line per answer, or nil; it is not closed by the server.
    ///
    /// A descriptor that blocks slows the loops down when its reader is slow.
    package var accessLog: Int32?

    /// The defaults, for loopback.
    package init(
        host: String = "127.0.0.1", port: Int = 0, loops: Int? = nil, limits: Limits = Limits(),
        accessLog: Int32? = nil
    ) {
        self.host = host
        self.port = port
        self.loops = max(1, loops ?? Int(trato_processors()))
        self.limits = limits
        self.accessLog = accessLog
    }
}
