import Glibc

/// Why a server could not start, or not take new files.
package enum ServerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Another process listens on the address.
    case addressInUse(String)
    /// Something that the configuration names, and the end of a sentence about what is wrong.
    case unusable(String, reason: String)
    /// A system call failed, with its `errno`.
    case system(String, Int32)

    /// One sentence for the operator.
    package var description: String {
        switch self {
        case .addressInUse(let address): "Another server listens on \(address)."
        case .unusable(let what, let reason): "\(what) cannot be used: \(reason)."
        case .system(let call, let code):
            "\(call) failed: \(String(cString: strerror(code)))."
        }
    }
}
