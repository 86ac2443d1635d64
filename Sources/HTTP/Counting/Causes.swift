/// Why a connection was closed.
package enum CloseCause: String, Sendable, CaseIterable {
    /// The client ended it, or asked for its end with the last answer.
    case client
    /// It broke while bytes were on their way.
    case reset
    /// It ended behind a message that was refused.
    case refused
    /// No request came for `Limits.idleSeconds`.
    case idleTimeout = "idle_timeout"
    /// A TLS handshake did not end within `Limits.headSeconds`.
    case handshakeTimeout = "handshake_timeout"
    /// A head did not come within `Limits.headSeconds`.
    case headTimeout = "head_timeout"
    /// No byte of a body came for `Limits.bodySeconds`.
    case bodyTimeout = "body_timeout"
    /// No byte of an answer was taken for `Limits.writeSeconds`.
    case writeTimeout = "write_timeout"
    /// It was the slowest while connections held more than they may together.
    case memory
    /// TLS failed: no common version, a bad certificate, or bytes that are none.
    case tls
    /// A streamed answer was given up: its reader is too far behind, or its writer has failed.
    case streamCut = "stream_cut"
    /// The server stops.
    case drain
    /// The system refused to watch its socket, or had no memory for TLS.
    case system
}

/// Why a loop stopped accepting for a while.
package enum PauseCause: String, Sendable, CaseIterable {
    /// `Limits.connections` are open.
    case limit
    /// The system is out of descriptors or memory.
    case system
}
