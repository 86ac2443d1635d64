import HTTP
import Schema

/// What a conditional request is held against, in the order of RFC 9110 section 13.2.2.
struct Preconditions {
    private let request: Request
    /// Without quotes; nil where there is none, as of lists.
    private let tag: String?
    /// Compared to the millisecond, though dates of requests are whole seconds: what says "not
    /// modified since" is true.
    private let modified: Instant?

    init(_ request: Request, tag: String?, modified: Instant?) {
        self.request = request
        self.tag = tag
        self.modified = modified
    }

    // MARK: Writing

    /// Throws `precondition_required` or `stale_version` when the record may not change.
    static func check(_ call: Call, _ row: Row, isRequired: Bool) throws {
        if isRequired, row.table.traits.contains(.requiresMatch),
            call.request.header("if-match") == nil
        {
            throw Problem(
                .preconditionRequired,
                "Send If-Match with the ETag of the version that you have seen.")
        }
        guard call.request.isConditional else { return }
        let conditions = Preconditions(
            call.request, tag: "\(row.version)", modified: row.updatedAt)
        guard try conditions.isMet(), try conditions.known() == nil else {
            var problem = Problem(.staleVersion, "The record is at version \(row.version).")
            problem.version = row.version
            throw problem
        }
    }

    /// Throws `stale_version` when the request names a version of what has none: what it makes, and
    /// lists.
    static func checkNew(_ call: Call) throws {
        let conditions = Preconditions(call.request, tag: nil, modified: nil)
        guard call.request.isConditional, try !conditions.isMet() else { return }
        throw Problem(.staleVersion, "This address has no version that If-Match could name.")
    }

    // MARK: Reading

    /// Throws `stale_version`, or gives 304 in the place of an answer that the client knows.
    func answer(_ response: Response) throws -> Response {
        guard try isMet() else {
            throw Problem(.staleVersion, "It is not at the version that the request names.")
        }
        switch try known() {
        case .named(let tag): return Response(unchanged: response, tag: tag, isNamed: true)
        case .any: return Response(unchanged: response, tag: tag, isNamed: false)
        case nil where isUnmodified():
            return Response(unchanged: response, tag: tag, isNamed: false)
        case nil: return response
        }
    }

    // MARK: The steps

    /// Steps 1 and 2: tags are compared strongly, and a date counts only without them.
    private func isMet() throws -> Bool {
        switch try tags("if-match") {
        case .any: return true
        case .list(let tags):
            guard let tag else { return false }
            return tags.contains { !$0.isWeak && $0.names(tag) }
        case nil:
            guard let modified, let date = date("if-unmodified-since") else { return true }
            return modified <= date
        }
    }

    /// What `If-None-Match` knows of the state that is current.
    private enum Known {
        case named(String)
        case any
    }

    /// Step 3: nil when `If-None-Match` knows nothing that is current.
    ///
    /// A client may know the plain form, the gzip form, or both. It hears the one that it would be
    /// sent, if it knows that, since the tag says which stored answer is still good.
    private func known() throws -> Known? {
        switch try tags("if-none-match") {
        case nil: return nil
        case .any: return .any
        case .list(let tags):
            guard let tag else { return nil }
            let known = tags.filter { $0.names(tag) }.map(\.opaque)
            let wanted = request.coding == .identity ? tag : tag + "\(EntityTag.gzipSuffix)"
            return (known.contains(wanted) ? wanted : known.first).map { .named($0) }
        }
    }

    /// Step 4: a date counts only without tags.
    private func isUnmodified() -> Bool {
        guard request.header("if-none-match") == nil, let modified,
            let date = date("if-modified-since")
        else { return false }
        return modified <= date
    }

    private func tags(_ name: StaticString) throws -> EntityTags? {
        guard let value = request.header(name) else { return nil }
        guard let tags = EntityTags(value) else {
            // To a cache that asks in a broken way everything is sent; a guard must not be dropped.
            let isHint = request.method == .get || request.method == .head
            if isHint, "\(name)" == "if-none-match" { return nil }
            throw Problem(
                .malformedRequest,
                "Conditions are * or entity tags in quotes, separated by commas.")
        }
        return tags
    }

    /// What is no date is as good as not there (section 13.1.3).
    private func date(_ name: StaticString) -> Instant? {
        request.header(name).flatMap(HTTPDate.seconds).map { Instant(seconds: Int64($0)) }
    }
}
