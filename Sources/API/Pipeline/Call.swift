import HTTP
import JSON
import Schema

/// A request that was routed, authenticated and read: all that running it needs, on whatever thread.
package struct Call: Sendable {
    package let request: Request
    package let endpoint: Endpoint
    /// Values of the path's parameters, in order.
    package let parameters: [String]
    package let query: [(name: String, value: String)]
    package internal(set) var access: Access
    /// How far the endpoint's right reaches; nil where it needs none.
    var sight: Sight?
    package let customFields: CustomFields
    /// Nil when there is no body, or it is a form.
    package let body: JSONNode?
    /// The items of a form; none when the body is JSON.
    var form: [(name: String, value: String)] = []
    /// The hash that stands in for the password of the body; made before the transaction.
    var passwordHash: String?
    /// The user whose password the body has and was found right.
    var subject: RecordID?

    package func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }

    /// For addresses that take no parameters: what would change nothing is never ignored.
    func refuseParameters() throws {
        guard let first = query.first(where: { !endpoint.isWrite || $0.name != "dry_run" }) else {
            return
        }
        throw ListParameters.bad(first.name, "There is no parameter \(first.name).")
    }

    package var isDryRun: Bool { parameter("dry_run") == "true" }

    /// RFC 7240: unknown members are ignored instead of refused.
    var isLenient: Bool {
        request.header("prefer")?.split(separator: ",").contains {
            $0.split(separator: " ").joined() == "handling=lenient"
        } ?? false
    }

    /// The record that the path names first.
    func recordID(_ index: Int = 0) throws -> RecordID {
        guard index < parameters.count, let id = RecordID(parameters[index]) else {
            throw Problem.notFound(endpoint.resource?.singular ?? "record")
        }
        return id
    }

    /// Scheme and authority by which the client reached the server; empty without `Host`.
    var origin: String {
        request.header("host").map { (request.isSecure ? "https://" : "http://") + $0 } ?? ""
    }

    var target: String { String(decoding: request.path, as: UTF8.self) }

    func input(for table: Table) throws -> Input {
        guard let body else {
            throw Problem(.malformedJSON, "The request needs a JSON body.")
        }
        return hashing(Input(body, for: table, custom: customFields, isLenient: isLenient))
    }

    /// The password that the body sets, where the endpoint takes one.
    var clearPassword: String? {
        let table: Table
        switch endpoint.operation {
        case .create(let of), .update(let of), .putExternal(let of): table = of
        case .action(let action): table = action.form
        default: return nil
        }
        guard let field = Self.passwordField(of: table) else { return nil }
        return body?[field.name]?.string
    }

    private static func passwordField(of table: Table) -> FieldSpec? {
        table.fields.first {
            if case .password = $0.kind { true } else { false }
        }
    }

    /// No clear password goes further than here.
    func hashing(_ input: Input) -> Input {
        guard let field = Self.passwordField(of: input.table),
            let index = input.cells.firstIndex(where: { $0.field === field }),
            !input.cells[index].cell.isNull
        else { return input }
        var input = input
        if let passwordHash {
            input.cells[index].cell = .text(passwordHash)
        } else {
            input.cells.remove(at: index)
            input.faults.append(
                Fault(
                    pointer: "/" + field.name, code: .conflict,
                    message: "A password cannot be set in a batch."))
        }
        return input
    }

    func context(
        _ application: Application, ids: IDSource, encoded: EncodedRecords? = nil
    ) -> Context {
        Context(
            access: access, registry: application.registry, settings: application.settings,
            requestID: request.id, address: request.remoteAddress, customFields: customFields,
            ids: ids, encoded: encoded)
    }
}
