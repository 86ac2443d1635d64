extension JSONNode {
    /// Writes the value again without white space: members in their order, numbers exactly as
    /// they were, strings with only the escapes that must be.
    package func write(to json: inout JSONWriter) {
        var open: [Int] = []
        var index = index
        let end = token.end(at: index)
        while index < end {
            let token = document.tape[index]
            write(token, at: index, to: &json)
            index += 1
            if token.isContainer { open.append(index - 1) }
            while let container = open.last, index == document.tape[container].end(at: container) {
                if document.tape[container].kind == .object {
                    json.endObject()
                } else {
                    json.endArray()
                }
                open.removeLast()
            }
            if let container = open.last, document.tape[container].kind == .object {
                JSONNode(document: document, index: index).writeText(asName: true, to: &json)
                index += 1
            }
        }
    }

    /// Writes a value, of a container only its beginning.
    private func write(_ token: Token, at index: Int, to json: inout JSONWriter) {
        switch token.kind {
        case .null: json.null()
        case .false: json.bool(false)
        case .true: json.bool(true)
        case .number:
            document.bytes.withUnsafeBufferPointer {
                json.raw(UnsafeBufferPointer(rebasing: $0[token.range]))
            }
        case .plainString, .escapedString:
            JSONNode(document: document, index: index).writeText(asName: false, to: &json)
        case .array: json.beginArray()
        case .object: json.beginObject()
        }
    }

    private func writeText(asName: Bool, to json: inout JSONWriter) {
        withText { if asName { json.key($0) } else { json.string($0) } }
    }
}
