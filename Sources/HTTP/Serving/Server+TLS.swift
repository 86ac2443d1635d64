extension Server {
    /// Reads certificate, key and authorities again; connections that come from now on use them,
    /// those that are open go on with what they began with.
    ///
    /// Gives a sentence about what is in use now, and a warning when there is one; nil without TLS.
    /// Throws `ServerError.unusable` when a file is no good, and then nothing has changed.
    package func reloadCertificate() throws(ServerError) -> (report: String, warning: String?)? {
        guard let context = try makeContext() else { return nil }
        run { $0.wire?.context = context }
        let end = HTTPDate.format(context.validity.end)
        return ("The certificate in use now is valid until \(end).", context.validity.warning)
    }

    /// What the files hold now; nil when no endpoint speaks TLS.
    func makeContext() throws(ServerError) -> TLSContext? {
        guard configuration.endpoints.contains(where: \.isSecure) else { return nil }
        guard let tls = configuration.tls else {
            throw .unusable("TLS", reason: "no certificate is given")
        }
        return try TLSContext(tls, tickets: tickets)
    }
}
