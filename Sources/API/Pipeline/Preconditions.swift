import HTTP
import Schema

/// Conditional requests, RFC 9110 section 13.
enum Preconditions {
    /// Throws `precondition_required` or `stale_version` when the record may not change.
    static func check(_ call: Call, _ row: Row, isRequired: Bool) throws {
        guard let tags = call.request.header("if-match") else {
            guard isRequired, row.table.traits.contains(.requiresMatch) else { return }
            throw Problem(
                .preconditionRequired,
                "Send If-Match with the ETag of the version that you have seen.")
        }
        guard !matches(tags, version: row.version, isWeak: false) else { return }
        var problem = Problem(.staleVersion, "The record is at version \(row.version).")
        problem.version = row.version
        throw problem
    }

    /// `If-None-Match: *` asks to create and never to change, RFC 9110 section 13.1.2.
    static func refuseExisting(_ call: Call, _ row: Row) throws {
        guard call.request.header("if-none-match") == "*" else { return }
        var problem = Problem(.staleVersion, "The record exists, at version \(row.version).")
        problem.version = row.version
        throw problem
    }

    static func isUnchanged(_ call: Call, version: Int64) -> Bool {
        guard let tags = call.request.header("if-none-match") else { return false }
        return matches(tags, version: version, isWeak: true)
    }

    /// Whether a list of entity tags names a version; weak tags count only for reading.
    static func matches(_ tags: String, version: Int64, isWeak: Bool) -> Bool {
        let wanted = "\"\(version)\""
        for tag in tags.split(separator: ",") {
            let trimmed = tag.drop { $0 == " " || $0 == "\t" }
            let text = String(trimmed.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
            if text == "*" || text == wanted || (isWeak && text == "W/" + wanted) { return true }
        }
        return false
    }
}
