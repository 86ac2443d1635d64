extension JSONNode {
    /// The elements of an array in order; empty when the value is none.
    package var elements: JSONElements {
        JSONElements(document: document, index: index + 1, remaining: count(of: .array))
    }

    /// The members of an object in the order of the text; empty when the value is none.
    package var members: JSONMembers {
        JSONMembers(document: document, index: index + 1, remaining: count(of: .object))
    }

    /// The value of the member with this name, nil when there is none or this is no object.
    ///
    /// Names are compared byte by byte, without normalisation, one after the other.
    package subscript(_ name: String) -> JSONNode? {
        var name = name
        return name.withUTF8 { wanted in
            var index = index + 1
            for _ in 0..<count(of: .object) {
                let member = JSONNode(document: document, index: index)
                if member.isText(wanted) { return JSONNode(document: document, index: index + 1) }
                index = document.tape[index + 1].end(at: index + 1)
            }
            return nil
        }
    }

    /// Calls `body` with the UTF-8 of each member's name, escapes resolved, and its value, in the
    /// order of the text, without making a `String`; does nothing when the value is no object.
    package func forEachMember(
        _ body: (UnsafeBufferPointer<UInt8>, JSONNode) throws -> Void
    ) rethrows {
        var index = index + 1
        for _ in 0..<count(of: .object) {
            let value = JSONNode(document: document, index: index + 1)
            try JSONNode(document: document, index: index).withText { try body($0, value) }
            index = value.token.end(at: index + 1)
        }
    }

    private func isText(_ wanted: UnsafeBufferPointer<UInt8>) -> Bool {
        let token = token
        if token.kind == .plainString, Int(token.extent) != wanted.count { return false }
        return withText { ByteScan.same($0, wanted) } ?? false
    }

    private func count(of kind: Token.Kind) -> Int { token.kind == kind ? token.count : 0 }
}

/// The elements of an array, in order.
package struct JSONElements: Sequence, IteratorProtocol, Sendable {
    let document: JSONDocument
    var index: Int
    var remaining: Int

    /// How many elements are still to come.
    package var underestimatedCount: Int { remaining }

    /// The next element, nil after the last.
    package mutating func next() -> JSONNode? {
        guard remaining > 0 else { return nil }
        let node = JSONNode(document: document, index: index)
        index = node.token.end(at: index)
        remaining -= 1
        return node
    }
}

/// The members of an object, in the order of the text; no two have the same name.
package struct JSONMembers: Sequence, IteratorProtocol, Sendable {
    let document: JSONDocument
    var index: Int
    var remaining: Int

    /// How many members are still to come.
    package var underestimatedCount: Int { remaining }

    /// The next member, nil after the last.
    package mutating func next() -> (name: String, value: JSONNode)? {
        guard remaining > 0 else { return nil }
        let name = JSONNode(document: document, index: index)
        let value = JSONNode(document: document, index: index + 1)
        index = value.token.end(at: index + 1)
        remaining -= 1
        return (name.string ?? "", value)
    }
}
