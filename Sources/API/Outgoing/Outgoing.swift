import CCurl
import Glibc

/// Requests to other servers, by libcurl: no redirections, no proxies, certificates checked, bounded in time and size.
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

    static var agent: String { "trato/\(Version.current)" }

    /// The content of an https address; throws for every answer but 200, or one with over `limit` bytes.
    ///
    /// `authorities` is a file of certificates, nil for the system's.
    static func get(
        _ url: String, limit: Int, milliseconds: Int, authorities: String? = nil
    ) throws(OutgoingError) -> [UInt8] {
        let handle = try OutgoingHandle()
        var request = trato_request()
        request.milliseconds = milliseconds
        request.connect_milliseconds = milliseconds
        let answer = handle.perform(&request, url, authorities: authorities, limit: limit)
        if let error = answer.error { throw OutgoingError(error) }
        guard answer.status == 200 else {
            throw OutgoingError("the answer has the status \(answer.status)")
        }
        return answer.body
    }

    fileprivate static func functions() throws(OutgoingError) -> trato_curl { try library.get() }
}

/// One handle of libcurl, which keeps its connections from one request to the next; used by one thread at a time.
final class OutgoingHandle {
    struct Answer {
        /// 0 when there was none.
        let status: Int
        /// As far as it came, at most `limit` bytes.
        let body: [UInt8]
        let retryAfterSeconds: Int
        let microseconds: Int
        /// Nil when the answer is whole; else the end of a sentence.
        let error: String?
    }

    private var functions: trato_curl
    private let handle: UnsafeMutableRawPointer

    /// Throws when libcurl is not there or out of memory.
    init() throws(OutgoingError) {
        functions = try Outgoing.functions()
        guard let made = functions.easy_init() else { throw OutgoingError("libcurl has no handle") }
        handle = made
    }

    deinit { functions.easy_cleanup(handle) }

    /// Sends a request, to which the texts are added here.
    func perform(
        _ request: inout trato_request, _ url: String, authorities: String?, headers: [String] = [],
        limit: Int
    ) -> Answer {
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: limit)
        defer { buffer.deallocate() }
        var answer = trato_answer()
        answer.bytes = buffer
        answer.limit = limit
        let copies = ([url, Outgoing.agent, authorities ?? ""] + headers).map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        let texts = copies.map { $0.map { UnsafePointer($0) } }
        request.url = texts[0]
        request.agent = texts[1]
        request.authorities = authorities == nil ? nil : texts[2]
        let isWhole = texts.dropFirst(3).withUnsafeBufferPointer { fields -> Bool in
            request.headers = fields.baseAddress
            request.header_count = fields.count
            return trato_curl_perform(&functions, handle, &request, &answer) == 1
        }
        let reason = withUnsafeBytes(of: answer.error) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return Answer(
            status: answer.status,
            body: Array(UnsafeBufferPointer(start: buffer, count: answer.count)),
            retryAfterSeconds: Int(clamping: answer.retry_after),
            microseconds: Int(clamping: answer.microseconds), error: isWhole ? nil : reason)
    }
}

/// Why there is no answer: the end of a sentence.
package struct OutgoingError: Error {
    package let reason: String

    init(_ reason: String) { self.reason = reason }
}
