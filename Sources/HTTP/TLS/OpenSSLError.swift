import COpenSSL

/// The thread's queue of OpenSSL's errors.
enum OpenSSLError {
    /// Empties the queue, whose old errors OpenSSL would take for those of the next call.
    @inline(__always)
    static func forget() {
        // Looking is cheaper than emptying.
        if ERR_peek_error() != 0 { ERR_clear_error() }
    }

    /// Empties the queue and gives the first error, from which the others followed, as the end of
    /// a sentence.
    static func takeReason() -> String {
        let code = ERR_peek_error()
        ERR_clear_error()
        guard code != 0, let text = ERR_reason_error_string(code) else { return "OpenSSL failed" }
        return "OpenSSL says \"\(String(cString: text))\""
    }
}
