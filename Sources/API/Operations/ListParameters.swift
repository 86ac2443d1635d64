import HTTP
import JSON
import Schema

/// A list's query parameters; everything that is not reserved is a filter.
enum ListParameters {
    static func read(_ call: Call, _ table: Table, now: Instant) throws -> ListQuery {
        var query = try ListQuery(table)
        var filters: [Predicate] = []
        var fields: String?
        var include: String?
        var seen: Set<String> = []
        let parser = FilterParser(table, call.access, call.customFields, now: now)
        for (name, value) in call.query {
            let isReserved = reserved.contains(name)
            guard !isReserved || seen.insert(name).inserted else {
                throw bad(name, "\(name) stands twice.")
            }
            switch name {
            case "limit": query.limit = try limit(value)
            case "cursor": query.cursor = value
            case "sort":
                query.sort = try Sort(value, table)
                query.hasSort = true
            case "q":
                guard table.isSearchable else {
                    throw bad(name, "\(table.name) has no text search.")
                }
                query.search = value
            case "fields": fields = value
            case "include": include = value
            case "count":
                guard value == "exact" else { throw bad(name, "count takes exact.") }
                query.counts = true
            case "deleted": query.deleted = try deleted(value, call.access)
            case "dry_run": throw bad(name, "dry_run belongs to writes.")
            default:
                guard let named = table.named[name] else {
                    filters.append(try parser.condition(name, [value]))
                    continue
                }
                guard value == "true" else { throw bad(name, "\(name) takes true.") }
                filters.append(named.predicate(call.access, now: now))
            }
        }
        guard filters.count <= 50 else { throw bad("filter", "A list has at most 50 filters.") }
        if !filters.isEmpty { query.predicate = filters.count == 1 ? filters[0] : .and(filters) }
        if fields != nil || include != nil {
            query.selection = try Selection(fields: fields, include: include)
        }
        return query
    }

    private static let reserved: Set<String> = [
        "limit", "cursor", "sort", "q", "fields", "include", "count", "deleted", "dry_run",
    ]

    static func limit(_ text: String) throws -> Int {
        guard let limit = Int(text), (1...ListQuery.maximumLimit).contains(limit) else {
            throw bad("limit", "limit takes a whole number from 1 to \(ListQuery.maximumLimit).")
        }
        return limit
    }

    static func deleted(_ text: String, _ access: Access) throws -> ListQuery.Deleted {
        guard let deleted = ListQuery.Deleted(rawValue: text) else {
            throw bad("deleted", "deleted takes only or include.")
        }
        guard access.isAdministrator else {
            throw Problem(.forbidden, "Only administrators see what was deleted.")
        }
        return deleted
    }

    static func bad(_ name: String, _ message: String) -> Problem {
        Problem(.badParameter, message, extras: [("parameter", .text(name))])
    }
}

/// The body of `POST /search`: the same as a list's parameters, with the filters as a tree.
enum SearchBody {
    static func read(_ call: Call, _ table: Table, now: Instant) throws -> ListQuery {
        var query = try ListQuery(table)
        guard let body = call.body else { return query }
        guard body.kind == .object else {
            throw Problem.invalid("", .wrongType, "The body must be an object.")
        }
        var fields: String?
        var include: String?
        let parser = FilterParser(table, call.access, call.customFields, now: now)
        for (name, value) in body.members {
            switch name {
            case "filter": query.predicate = try parser.tree(value)
            case "limit":
                query.limit = try ListParameters.limit(value.number?.literal ?? value.string ?? "")
            case "cursor": query.cursor = value.isNull ? nil : try text(value, name)
            case "sort":
                query.sort = try Sort(try list(value, name), table)
                query.hasSort = true
            case "q":
                guard table.isSearchable else {
                    throw Problem.invalid("/q", .unknownField, "\(table.name) has no text search.")
                }
                query.search = try text(value, name)
            case "fields": fields = try list(value, name)
            case "include": include = try list(value, name)
            case "count":
                guard value.string == "exact" else {
                    throw Problem.invalid("/count", .unknownValue, "count takes exact.")
                }
                query.counts = true
            case "deleted":
                query.deleted = try ListParameters.deleted(try text(value, name), call.access)
            default:
                throw Problem.invalid(
                    "/" + pointerToken(name), .unknownField, "There is no field \(name).")
            }
        }
        query.selection = try Selection(fields: fields, include: include)
        return query
    }

    private static func text(_ node: JSONNode, _ name: String) throws -> String {
        guard let text = node.string else {
            throw Problem.invalid("/" + name, .wrongType, "\(name) must be a string.")
        }
        return text
    }

    /// An array of strings, or one string with commas.
    private static func list(_ node: JSONNode, _ name: String) throws -> String {
        if node.kind == .array {
            return try node.elements.map { try text($0, name) }.joined(separator: ",")
        }
        return try text(node, name)
    }
}
