import Glibc

/// Why a server could not start.
package enum ServerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Another process listens on the address.
    case addressInUse(host: String, port: Int)
    /// The host is not an address of this machine or cannot be resolved.
    case badHost(String, reason: String)
    /// A system call failed, with its `errno`.
    case system(String, Int32)

    /// One sentence for the operator.
    package var description: String {
        switch self {
        case .addressInUse(let host, let port):
            "Another server listens on \(host), port \(port)."
        case .badHost(let host, let reason):
            "The host \(host) cannot be used: \(reason)."
        case .system(let call, let code):
            "\(call) failed: \(String(cString: strerror(code)))."
        }
    }
}
