// Cross-origin requests of browsers, after the Fetch standard (section 3.2, "CORS protocol").
//
// Credentials are bearer tokens that a page sends by itself, never cookies that a browser would add:
// `Access-Control-Allow-Credentials` is never sent, and a page of an unlisted origin can do nothing
// that a program without a browser could not. What the lists protect is the reading of answers.
//
// Every answer gets the fields, errors too, because a page that may not read a 401 cannot act on
// it. Everything is rendered when the server starts.

/// The origins whose pages may read answers.
package final class CrossOrigin: Sendable {
    private struct Known: Sendable {
        let origin: [UInt8]
        let line: [UInt8]
    }

    /// Request fields that have a meaning here.
    private static let requestFields = [
        "Authorization", "Content-Type", "Content-Encoding", "Accept", "If-Match", "If-None-Match",
        "If-Modified-Since", "If-Unmodified-Since", "Idempotency-Key", "Prefer", "Last-Event-ID",
        "X-Request-Id", "traceparent", "tracestate",
    ]
    /// Fields of answers beyond those that every page may read.
    private static let answerFields = [
        "ETag", "Location", "Link", "Date", "Content-Disposition", "Allow", "Accept-Encoding",
        "WWW-Authenticate",
        "Retry-After", "X-Request-Id", "Idempotency-Replayed", "Trato-Unchanged",
        "Trato-Ignored", "traceparent",
    ]

    /// Empty when every origin is welcome.
    private let known: [Known]
    private let exposed: [UInt8]
    private let preflight: [UInt8]

    /// The origins as browsers write them, or none for any; more request fields that their scripts
    /// send.
    package init(origins: [String], requestFields more: [String] = []) {
        known = origins.map {
            Known(
                origin: Array($0.utf8), line: Array("Access-Control-Allow-Origin: \($0)\r\n".utf8))
        }
        let answerFields = Self.answerFields.joined(separator: ", ")
        let requestFields = (Self.requestFields + more).joined(separator: ", ")
        exposed = Array("Access-Control-Expose-Headers: \(answerFields)\r\n".utf8)
        preflight = Array(
            "Access-Control-Allow-Headers: \(requestFields)\r\nAccess-Control-Max-Age: 7200\r\n"
                .utf8)
    }

    /// Whether answers depend on who asks.
    var varies: Bool { !known.isEmpty }

    /// Writes the fields of one answer; none for an origin that is not listed.
    func append(to output: OutputBuffer, _ head: RequestHead, _ response: Response) {
        if known.isEmpty {
            output.append("Access-Control-Allow-Origin: *\r\n")
        } else {
            guard let range = head.shape.origin,
                let origin = known.first(where: { $0.origin.elementsEqual(head.bytes[range]) })
            else { return }
            output.append(origin.line)
        }
        guard head.shape.method == .options, head.value("access-control-request-method") != nil
        else { return output.append(exposed) }
        // What the address allows is what the answer to OPTIONS says anyway.
        if let allowed = response.header("allow") {
            output.append("Access-Control-Allow-Methods: ")
            output.append(Array(allowed.utf8))
            output.append("\r\n")
        }
        output.append(preflight)
    }
}
