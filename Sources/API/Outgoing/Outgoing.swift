import CCurl

/// Requests to other servers, by libcurl: https only, no redirections, bounded in time and size.
///
/// They block, so they belong on a queue of their own and never on a loop.
enum Outgoing {
    /// Loaded once, when first needed; addresses of functions, which nobody changes afterwards.
    private nonisolated(unsafe) static let library: Result<trato_curl, OutgoingError> = {
        var functions = trato_curl()
        if let fault = trato_curl_load(&functions) {
            return .failure(OutgoingError(String(cString: fault)))
        }
        return .success(functions)
    }()

    /// Throws when libcurl is not there.
    static func prepare() throws(OutgoingError) { _ = try library.get() }

    /// The content of an address; throws for every answer but 200, or one with over `limit` bytes.
    ///
    /// `authorities` is a file of certificates, nil for the system's.
    static func get(
        _ url: String, limit: Int, milliseconds: Int, authorities: String? = nil
    ) throws(OutgoingError) -> [UInt8] {
        var functions = try library.get()
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: limit)
        defer { buffer.deallocate() }
        var answer = trato_answer()
        answer.bytes = buffer
        answer.limit = limit
        let agent = "trato/\(Version.current)"
        guard
            trato_curl_get(&functions, url, agent, authorities, milliseconds, &answer) == 1
        else {
            let reason = withUnsafeBytes(of: answer.error) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            throw OutgoingError(reason)
        }
        guard answer.status == 200 else {
            throw OutgoingError("the answer has the status \(answer.status)")
        }
        return Array(UnsafeBufferPointer(start: buffer, count: answer.count))
    }
}

/// Why there is no answer: the end of a sentence.
struct OutgoingError: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
