import HTTP

extension Configuration {
    /// Hands on what the server does for proxies and browsers.
    func addWeb(to http: inout ServerConfiguration) {
        http.compression = compression.threshold == 0 ? nil : compression
        http.proxies = proxies
        http.strictTransportSeconds = hstsSeconds
        guard !corsOrigins.isEmpty else { return }
        http.crossOrigin = CrossOrigin(
            origins: corsOrigins == ["*"] ? [] : corsOrigins, requestFields: corsHeaders)
    }
}
