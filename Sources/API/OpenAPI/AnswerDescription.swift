import HTTP
import Schema

/// What one operation answers: its own answers, and the problems it can report.
struct AnswerDescription {
    let endpoint: Endpoint
    let examples: Examples

    func value(_ components: inout Components) -> Value {
        var answers = statuses.map { ("\($0)", success($0, &components)) }
        if isConditional {
            answers.append(("304", components.add(.responses, "NotModified", Self.notModified)))
        }
        if endpoint.dialect == .oauth { answers += OAuthDescriptions.refusals }
        for status in problems {
            answers.append(
                (
                    "\(status)",
                    Components.reference(.responses, ProblemDescriptions.name(of: status))
                ))
        }
        if case .system(.ready) = endpoint.operation {
            answers.append(
                (
                    "503",
                    Self.inline(
                        "It is starting, draining or unable to write.", endpoint.returns,
                        ["status": "unavailable"])
                ))
        }
        answers.append(("default", Components.reference(.responses, "Problem")))
        return .object(answers)
    }

    // MARK: Success

    private var statuses: [Int] {
        switch endpoint.operation {
        case .create, .createRow, .nestedCreate, .openSession, .importFile: [201]
        case .putExternal(let table):
            table.traits.isDisjoint(with: [.permanent, .appendOnly])
                ? [200, 201, 204] : [200, 201]
        case .deleteExternal: [200, 204]
        case .action(let action): [action.route.status]
        default: if case .nothing = endpoint.returns { [204] } else { [200] }
        }
    }

    private var isConditional: Bool {
        switch endpoint.operation {
        case .read, .readExternal: true
        default: false
        }
    }

    private func success(_ status: Int, _ components: inout Components) -> Value {
        if case .deleteExternal(let table) = endpoint.operation, status == 200 {
            return message(table, &components)
        }
        if case .putExternal(let table) = endpoint.operation, status == 200 {
            return message(table, &components)
        }
        if case .putExternal = endpoint.operation, status == 204 {
            return components.add(.responses, "OlderThanDeletion", Self.olderThanDeletion)
        }
        switch endpoint.returns {
        case .nothing: return components.add(.responses, "NoContent", Self.noContent)
        case .record(let table): return record(table, status, &components)
        case .list(let table): return list(table, &components)
        case .content(let type):
            return content(endpoint.operation.isDownload ? FileDescriptions.types : [type])
        case .contents(let types): return content(types)
        default: return special(&components)
        }
    }

    private func content(_ types: [String]) -> Value {
        [
            "description": .text(endpoint.summary + "."),
            "content": .object(types.map { ($0, Value.object([])) }),
        ]
    }

    private func record(_ table: Table, _ status: Int, _ components: inout Components) -> Value {
        let noun = Naming.words(table.singular)
        var headers = ["ETag", "X-Request-Id"]
        var name = table.schemaName
        if status == 201 {
            name += "Created"
            headers.append("Location")
        } else if endpoint.isWrite {
            name += "Written"
        }
        if endpoint.isWrite { headers.append("Idempotency-Replayed") }
        let example = components.add(
            .examples, table.schemaName, ["value": examples.shown(table)])
        return components.add(
            .responses, name,
            [
                "description": .text(status == 201 ? "The new \(noun)." : "The \(noun)."),
                "headers": Self.headers(headers),
                "content": Self.json(Components.schema(table.schemaName), example),
            ])
    }

    /// What another system hears of a record that was there before.
    private func message(_ table: Table, _ components: inout Components) -> Value {
        let example = components.add(
            .examples, table.schemaName, ["value": examples.shown(table)])
        let note: Value = [
            "type": "object", "properties": ["ignored": Components.schema("IgnoredMessage")],
        ]
        let schema: Value = ["allOf": [Components.schema(table.schemaName), note]]
        return components.add(
            .responses, table.schemaName + "ByKey",
            [
                "description": .text(
                    "The \(Naming.words(table.singular)), and a note if the message had no effect."),
                "headers": Self.headers([
                    "ETag", "X-Request-Id", "Idempotency-Replayed", "Trato-Unchanged",
                    "Trato-Ignored",
                ]),
                "content": Self.json(schema, example),
            ])
    }

    private func list(_ table: Table, _ components: inout Components) -> Value {
        let name = table.schemaName + "List"
        let example = components.add(.examples, name, ["value": examples.list(table)])
        return components.add(
            .responses, name,
            [
                "description": .text("A page of \(Naming.words(table.name))."),
                "headers": Self.headers(["Link", "X-Request-Id"]),
                "content": Self.json(Components.schema(name), example),
            ])
    }

    /// Answers of verbs and of the server itself.
    private func special(_ components: inout Components) -> Value {
        var answer = Self.inline(
            endpoint.summary + ".", endpoint.returns,
            endpoint.returns.example(examples) ?? SystemExamples.example(endpoint, examples))
        if endpoint.isWrite, !endpoint.operation.isLogin {
            answer["headers"] = Self.headers(["X-Request-Id", "Idempotency-Replayed"])
        }
        if case .system(.changes) = endpoint.operation {
            let stream: Value = ["schema": ["type": "string"]]
            answer["content"] = answer["content"]?.with("text/event-stream", stream)
        }
        return answer
    }

    private static func inline(_ about: String, _ shape: Shape, _ example: Value?) -> Value {
        var content: Value = ["schema": shape.schema]
        content["example"] = example
        return [
            "description": .text(about), "headers": headers(["X-Request-Id"]),
            "content": ["application/json": content],
        ]
    }

    private static func json(_ schema: Value, _ example: Value) -> Value {
        ["application/json": ["schema": schema, "examples": ["default": example]]]
    }

    private static var noContent: Value {
        ["description": "Done.", "headers": headers(["X-Request-Id", "Idempotency-Replayed"])]
    }

    private static var olderThanDeletion: Value {
        [
            "description":
                "Deleted later than that, before it was ever here: the message had no effect.",
            "headers": headers(["X-Request-Id", "Trato-Unchanged", "Trato-Ignored"]),
        ]
    }

    private static var notModified: Value {
        [
            "description": "The version is the one that If-None-Match names.",
            "headers": headers(["ETag", "X-Request-Id"]),
        ]
    }

    static func headers(_ names: [String]) -> Value {
        .object(names.map { ($0, Components.reference(.headers, CommonHeaders.component($0))) })
    }

    // MARK: Problems

    /// Statuses below 500 that the operation's own rules can give; all others are the default
    /// answer.
    private var problems: [Int] {
        var statuses = [400]
        if endpoint.needsCredential || endpoint.welcomesCredential { statuses.append(401) }
        if endpoint.right != nil || endpoint.scope != nil { statuses.append(403) }
        if !endpoint.pathParameters.isEmpty { statuses.append(404) }
        if endpoint.isWrite { statuses.append(409) }
        if endpoint.precondition.isHonoured { statuses.append(412) }
        if endpoint.takesBody { statuses += [413, 415] }
        if endpoint.takesBody || endpoint.isWrite { statuses.append(422) }
        if endpoint.precondition.isRequired { statuses.append(428) }
        switch endpoint.operation {
        case .system(.changes): statuses += [410, 429]
        case .system(.audit): statuses.append(403)
        case .grantToken: statuses = []
        case .openSession: statuses = [400, 401, 413, 415, 422, 429]
        default: break
        }
        return statuses.sorted()
    }
}
