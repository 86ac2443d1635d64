import JSON
import Store

extension Fault: Error {}

extension FieldSpec {
    /// Reads a JSON value into the column's cell.
    ///
    /// Throws a fault whose pointer is relative to the value.
    package func decode(_ node: JSONNode) throws(Fault) -> Cell {
        if node.isNull {
            guard isOptional else { throw fault(.required, "must not be null") }
            return .null
        }
        switch kind {
        case .id, .reference, .actor: return try identifier(node)
        case .text(let max): return try text(node, max: max, multiline: false)
        case .longText(let max): return try text(node, max: max, multiline: true)
        case .choice(let words): return try word(node, of: words)
        case .status(let machine): return try word(node, of: machine.states)
        case .boolean:
            guard let value = node.bool else { throw fault(.wrongType, "must be true or false") }
            return value.cell
        case .integer(let min, let max):
            guard node.kind == .number else { throw fault(.wrongType, "must be a whole number") }
            guard let value = node.integer else { throw fault(.notExact, "must be a whole number") }
            guard (min...max).contains(value) else {
                throw fault(.outOfRange, "must be between \(min) and \(max)")
            }
            return .integer(value)
        case .money: return try amount(node)
        case .decimal(let use): return try decimal(node, use)
        case .currency:
            let code = try string(node)
            guard Currency(code) != nil else {
                throw fault(.unknownValue, "must be an ISO 4217 currency code such as EUR")
            }
            return .text(code)
        case .country:
            let code = try string(node)
            guard Countries.contains(code) else {
                throw fault(.unknownValue, "must be an ISO 3166-1 alpha-2 code such as PT")
            }
            return .text(code)
        case .language:
            guard let tag = LanguageTag.canonical(try string(node)) else {
                throw fault(.malformed, "must be a BCP 47 language tag such as pt-BR")
            }
            return .text(tag)
        case .timeZone:
            let zone = try string(node)
            guard TimeZone.named(zone) != nil else {
                throw fault(.unknownValue, "must be an IANA time zone such as Europe/Lisbon")
            }
            return .text(zone)
        case .email:
            guard let address = Email.normalized(try string(node)) else {
                throw fault(.malformed, "must be an e-mail address")
            }
            return .text(address)
        case .phone: return try phone(node)
        case .url:
            let address = try string(node)
            guard WebAddress.isValid(address) else {
                throw fault(.malformed, "must be an http or https address")
            }
            return .text(address)
        case .day:
            guard let day = Day(try string(node)) else {
                throw fault(.malformed, "must be a date such as 2026-11-22")
            }
            return day.cell
        case .instant:
            guard let instant = Instant(try string(node)) else {
                throw fault(.malformed, "must be an RFC 3339 instant such as 2026-11-22T10:15:30Z")
            }
            return instant.cell
        case .link: return try link(node)
        case .labels(let max): return try labels(node, max: max)
        case .externalIDs: return try externalIDs(node)
        case .password: return try password(node)
        case .custom, .object:
            guard node.kind == .object else { throw fault(.wrongType, "must be an object") }
            var json = JSONWriter()
            node.write(to: &json)
            return .text(String(decoding: json.finish(), as: UTF8.self))
        case .objects(let form):
            guard node.kind == .array else { throw fault(.wrongType, "must be an array") }
            return Objects(givenBack: node, as: form).cell
        }
    }

    func fault(_ code: FaultCode, _ message: String, at pointer: String = "") -> Fault {
        Fault(pointer: pointer, code: code, message: "\(name) \(message).")
    }

    private func string(_ node: JSONNode) throws(Fault) -> String {
        guard let text = node.string else { throw fault(.wrongType, "must be a string") }
        return text
    }

    private func identifier(_ node: JSONNode) throws(Fault) -> Cell {
        var id: RecordID?
        guard node.readText({ id = RecordID($0) }) else {
            throw fault(.wrongType, "must be a string")
        }
        guard let id else { throw fault(.malformed, "must be a UUID") }
        return id.cell
    }

    private func word(_ node: JSONNode, of words: [String]) throws(Fault) -> Cell {
        let text = try string(node)
        guard words.contains(text) else {
            throw fault(.unknownValue, "must be one of \(words.joined(separator: ", "))")
        }
        return .text(text)
    }

    private func text(_ node: JSONNode, max: Int, multiline: Bool) throws(Fault) -> Cell {
        let given = try string(node)
        let trimmed = PlainText.trimmed(given)
        // Layout is part of a text of several lines.
        let text = multiline ? given : trimmed
        // The check on bytes first: counting scalars of a megabyte is not free.
        guard text.utf8.count <= max || text.unicodeScalars.count <= max else {
            throw fault(.tooLong, "must have at most \(max) characters")
        }
        guard !PlainText.hasControls(text, multiline: multiline) else {
            throw fault(.malformed, "must not have control characters")
        }
        guard isOptional || !trimmed.isEmpty else { throw fault(.tooShort, "must not be empty") }
        return .text(text)
    }

    private func phone(_ node: JSONNode) throws(Fault) -> Cell {
        let text = try string(node)
        let digits = text.utf8.count { (0x30...0x39).contains($0) }
        guard text.utf8.count <= 60, digits >= 3, digits <= 20 else {
            throw fault(.malformed, "must be a telephone number")
        }
        return try self.text(node, max: 60, multiline: false)
    }

    private func password(_ node: JSONNode) throws(Fault) -> Cell {
        let text = try string(node)
        // NIST SP 800-63B section 5.1.1: length is what counts.
        guard text.unicodeScalars.count >= PasswordLength.fewest else {
            throw fault(.tooShort, "must have at least \(PasswordLength.fewest) characters")
        }
        guard text.utf8.count <= PasswordLength.mostBytes else {
            throw fault(.tooLong, "must have at most \(PasswordLength.mostBytes) bytes")
        }
        return .text(text)
    }

    private func link(_ node: JSONNode) throws(Fault) -> Cell {
        guard node.kind == .object else {
            throw fault(.wrongType, "must be an object with resource and id")
        }
        for (name, _) in node.members where name != "resource" && name != "id" {
            throw fault(.unknownField, "has no member \(name)", at: "/" + pointerToken(name))
        }
        guard let resource = node["resource"]?.string else {
            throw fault(.required, "needs resource", at: "/resource")
        }
        guard let text = node["id"]?.string, let id = RecordID(text) else {
            throw fault(.required, "needs id, a UUID", at: "/id")
        }
        return Link(resource: resource, id: id).cell
    }

    /// A set, in the order that is given; of two tags that differ in case only, the first stays.
    private func labels(_ node: JSONNode, max: Int) throws(Fault) -> Cell {
        guard node.kind == .array else { throw fault(.wrongType, "must be an array of strings") }
        guard node.count <= max else { throw fault(.tooMany, "has more than \(max) elements") }
        var labels: [String] = []
        var known: Set<String> = []
        for (index, element) in node.elements.enumerated() {
            guard let label = element.string.map(PlainText.trimmed) else {
                throw fault(.wrongType, "must be an array of strings", at: "/\(index)")
            }
            guard !label.isEmpty, label.unicodeScalars.count <= 100,
                !PlainText.hasControls(label, multiline: false)
            else {
                throw fault(.malformed, "elements have 1 to 100 characters", at: "/\(index)")
            }
            let key = isTags ? PlainText.folded(label) : label
            guard known.insert(key).inserted else {
                if isTags { continue }
                throw fault(.duplicate, "names the same twice", at: "/\(index)")
            }
            labels.append(label)
        }
        return labels.cell
    }

    private func externalIDs(_ node: JSONNode) throws(Fault) -> Cell {
        guard node.kind == .array else { throw fault(.wrongType, "must be an array") }
        guard node.count <= 50 else { throw fault(.tooMany, "has more than 50 elements") }
        var ids: [ExternalID] = []
        for (index, element) in node.elements.enumerated() {
            let (made, faults) = ExternalID.read(element, isLenient: false)
            if let first = faults.first { throw first.under("/\(index)") }
            guard let made, !ids.contains(made) else {
                throw fault(.duplicate, "names the same id twice", at: "/\(index)")
            }
            ids.append(made)
        }
        return .text(ExternalID.encode(ids))
    }
}

extension ExternalID {
    /// Reads `{"system", "id"}`; nil when there are faults, which point into it.
    static func read(_ node: JSONNode, isLenient: Bool) -> (id: ExternalID?, faults: [Fault]) {
        var faults: [Fault] = []
        for (name, _) in node.members where name != "system" && name != "id" && !isLenient {
            faults.append(
                Fault(
                    pointer: "/" + pointerToken(name), code: .unknownField,
                    message: "An external id has no member \(name)."))
        }
        let texts = ["system", "id"].map { member -> String? in
            if let text = node[member]?.string, isValid(text) { return text }
            faults.append(
                Fault(
                    pointer: "/" + member, code: .malformed,
                    message: "\(member) has 1 to 255 characters."))
            return nil
        }
        guard faults.isEmpty, let system = texts[0], let id = texts[1] else { return (nil, faults) }
        return (ExternalID(system: system, id: id), [])
    }

    package static func isValid(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 255 && !PlainText.hasControls(text, multiline: false)
    }
}
