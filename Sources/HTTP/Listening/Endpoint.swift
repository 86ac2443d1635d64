/// A place where a server listens.
package enum Endpoint: Sendable, Equatable {
    /// An address of this machine or its name ("0.0.0.0" and "::" mean every interface), and a
    /// port, 0 for one that the kernel chooses.
    case tcp(host: String, port: Int, secure: Bool = false)
    /// A socket file with these permission bits: who may write to it may connect.
    case unix(path: String, mode: UInt32)
    /// Sockets that a service manager passed: with TLS those named "tls", without it all others.
    case passed(secure: Bool)

    /// Whether TLS is spoken there.
    package var isSecure: Bool {
        switch self {
        case .tcp(_, _, let secure), .passed(let secure): secure
        case .unix: false
        }
    }
}

/// Where a started server can be reached.
package struct ServedAddress: Sendable, Equatable {
    /// `https://[::1]:8443`, with brackets around IPv6 (RFC 3986 section 3.2.2), or `unix:/path`.
    package let url: String
    /// The TCP port; 0 for a socket file.
    package let port: Int

    init(host: String, port: Int, secure: Bool) {
        let scheme = secure ? "https" : "http"
        url = "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        self.port = port
    }

    init(path: String) {
        url = "unix:" + path
        port = 0
    }
}
