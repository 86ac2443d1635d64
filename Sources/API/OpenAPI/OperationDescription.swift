import HTTP
import Schema

/// One endpoint as an operation of the description.
struct OperationDescription {
    let endpoint: Endpoint
    let name: String
    let customFields: CustomFields

    func value(_ components: inout Components) -> Value {
        let parameters = ParameterDescriptions(endpoint: endpoint, customFields: customFields)
            .all(&components)
        var operation: Value = [
            "operationId": .text(name), "summary": .text(endpoint.summary), "tags": [.text(tag)],
        ]
        if endpoint.welcomesCredential || endpoint.scope != nil {
            operation["security"] = [[:], ["bearer": []]]
        } else if !endpoint.needsCredential {
            operation["security"] =
                endpoint.dialect == .oauth ? OAuthDescriptions.tokenSecurity : []
        }
        if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
        operation["requestBody"] = BodyDescription(
            endpoint: endpoint, name: name, examples: Examples(customFields: customFields)
        ).value(&components)
        operation["responses"] = AnswerDescription(
            endpoint: endpoint, examples: Examples(customFields: customFields)
        ).value(&components)
        return operation
    }

    /// The resource, under which clients and the reference page group it.
    var tag: String { endpoint.resource.map { Naming.title($0.name) } ?? "System" }

    /// What the tag means.
    var about: String {
        guard let table = endpoint.resource else { return "What the server says about itself." }
        guard let machine = table.machine, !machine.verbs.isEmpty else {
            return "Records of /v1/\(table.name)."
        }
        return "Records of /v1/\(table.name); the status changes by "
            + machine.verbs.joined(separator: ", ") + "."
    }
}

extension Endpoint {
    /// Whether `If-Match` is honoured, and whether it must be sent; of rows it is about their
    /// parent.
    var precondition: (isHonoured: Bool, isRequired: Bool) {
        switch operation {
        case .update(let table), .delete(let table), .createRow(let table, _),
            .updateRow(let table, _), .deleteRow(let table, _):
            (true, table.traits.contains(.requiresMatch))
        case .restore, .putExternal, .deleteExternal, .transition: (true, false)
        case .action: (isWrite && path.contains("{id}"), false)
        default: (false, false)
        }
    }

    /// Whether the request has a JSON body.
    var takesBody: Bool {
        switch operation {
        case .search, .create, .update, .putExternal, .createRow, .updateRow, .nestedCreate, .batch,
            .openSession, .importFile:
            true
        case .action(let action):
            method != .get && !(action.form.takenFields.isEmpty && action.form.owned.isEmpty)
        case .list, .read, .delete, .restore, .readExternal, .deleteExternal, .listRows, .readRow,
            .deleteRow, .nestedList, .transition, .grantToken, .download, .system:
            false
        }
    }

    /// The names in the path's braces.
    var pathParameters: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
            String($0.dropFirst().dropLast())
        }
    }
}
