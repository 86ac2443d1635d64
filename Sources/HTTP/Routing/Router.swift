import Glibc

// The paths are a tree of segments. A node is plain numbers and its name lies among all names, so
// that a match compares words, counts no references and allocates nothing but the values of
// parameters. Nothing here is generic: another module would ask for its types at every match.

/// From method and path to the number of an endpoint: data, built once, shared by all loops.
///
/// A segment in braces is a parameter and takes one non-empty segment. Literal segments win over
/// parameters. A trailing slash makes another path.
package struct Router: Sendable {
    private struct Node: Sendable {
        /// Where its name lies, and the first eight bytes of it as a number.
        var start = 0
        var count = 0
        var word: UInt64 = 0
        // Of the children with literal names the first, and of those of the same parent the next;
        // -1 is none, as for the child that is a parameter.
        var child = -1
        var sibling = -1
        var parameter = -1
        /// The endpoint per method, by raw value; -1 is none.
        var endpoints = SIMD8<Int32>(repeating: -1)
        var isLeaf = false
    }
    /// What a path leads to.
    package enum Match: Sendable {
        /// The endpoint and the parameters in the order of the path, percent-decoded strictly.
        case found(Int, parameters: [String])
        /// The path is known, with other methods, which belong into `Allow`.
        case methodNotAllowed([Method])
        case notFound
        /// Not an absolute path, or one that two parsers could read differently: answer 400.
        case badPath
    }
    private var nodes = [Node()]
    private var names: [UInt8] = []

    /// A router without routes.
    package init() {}

    /// The same routes in memory of their own.
    package func copied() -> Router {
        var copy = Router()
        copy.nodes = nodes.map { $0 }
        copy.names = names.map { $0 }
        return copy
    }

    /// Adds a route such as `/v1/quotes/{id}/accept`; traps when it is there already.
    package mutating func add(_ method: Method, _ pattern: String, _ endpoint: Int) {
        precondition(pattern.first == "/", "the pattern \(pattern) does not start with a slash")
        var node = 0
        for segment in pattern.utf8.dropFirst().split(
            separator: 0x2F, omittingEmptySubsequences: false)
        {
            let name = Array(segment)
            precondition(!name.isEmpty || pattern == "/", "an empty segment in \(pattern)")
            node = name.first == 0x7B ? parameter(of: node) : literal(name, of: node)
        }
        let slot = Int(method.rawValue)
        precondition(nodes[node].endpoints[slot] < 0, "\(method.name) \(pattern) is added twice")
        nodes[node].endpoints[slot] = Int32(endpoint)
        nodes[node].isLeaf = true
    }

    /// Finds the endpoint of a request; `HEAD` is served by `GET` unless it has its own.
    package func match(_ request: Request) -> Match {
        let head = request.head
        return head.bytes.withUnsafeBufferPointer { bytes in
            let path = UnsafeBufferPointer(rebasing: bytes[head.shape.path])
            return match(request.method, path, isSound: head.shape.isPathSound)
        }
    }

    /// The same for a path that is text.
    package func match(_ method: Method, path: String) -> Match {
        Array(path.utf8).withUnsafeBufferPointer { match(method, $0, isSound: false) }
    }

    /// `isSound` when the grammar of the path was checked before.
    private func match(
        _ method: Method, _ path: UnsafeBufferPointer<UInt8>, isSound: Bool
    ) -> Match {
        guard isSound || PathSyntax.isValid(path) else { return .badPath }
        return nodes.withUnsafeBufferPointer { nodes in
            names.withUnsafeBufferPointer { names in
                var search = Search(nodes: nodes, names: names, path: path, method: method)
                if search.walk(0, from: 1) {
                    return .found(search.endpoint, parameters: search.parameters)
                }
                guard search.allowed != 0 else { return .notFound }
                return .methodNotAllowed(
                    Method.allCases.filter { search.allowed >> $0.rawValue & 1 == 1 })
            }
        }
    }

    private struct Search {
        let nodes: UnsafeBufferPointer<Node>
        let names: UnsafeBufferPointer<UInt8>
        let path: UnsafeBufferPointer<UInt8>
        let method: Method
        var endpoint = -1
        /// One bit for each method, by raw value.
        var allowed: UInt8 = 0
        /// The values of a match, in the reverse of their order.
        private var values: [String] = []

        init(
            nodes: UnsafeBufferPointer<Node>, names: UnsafeBufferPointer<UInt8>,
            path: UnsafeBufferPointer<UInt8>, method: Method
        ) {
            self.nodes = nodes
            self.names = names
            self.path = path
            self.method = method
        }

        var parameters: [String] { values.count < 2 ? values : values.reversed() }

        /// Tries literals first, then the parameter; goes back when a branch has no such method.
        mutating func walk(_ index: Int, from start: Int) -> Bool {
            guard start <= path.count else { return take(index) }
            guard let base = path.baseAddress else { return false }
            let end = FieldBytes.place(of: 0x2F, in: base, from: start, to: path.count)
            let isEscaped = FieldBytes.place(of: 0x25, in: base, from: start, to: end) < end
            let segment = UnsafeBufferPointer(rebasing: path[start..<end])
            if let next = child(of: index, segment, isEscaped), walk(next, from: end + 1) {
                return true
            }
            let next = nodes[index].parameter
            guard next >= 0, !segment.isEmpty else { return false }
            guard isEscaped else {
                guard walk(next, from: end + 1) else { return false }
                values.append(String(decoding: segment, as: UTF8.self))
                return true
            }
            guard let value = PercentCoding.decode(segment, plusIsSpace: false),
                walk(next, from: end + 1)
            else { return false }
            values.append(value)
            return true
        }

        private mutating func take(_ index: Int) -> Bool {
            guard nodes[index].isLeaf else { return false }
            let endpoints = nodes[index].endpoints
            var found = endpoints[Int(method.rawValue)]
            if found < 0, method == .head { found = endpoints[Int(Method.get.rawValue)] }
            endpoint = Int(found)
            if found >= 0 { return true }
            for method in Method.allCases where endpoints[Int(method.rawValue)] >= 0 {
                allowed |= 1 << method.rawValue
                if method == .get { allowed |= 1 << Method.head.rawValue }
            }
            return false
        }

        /// The literal child of that name; escapes in the path are equal to what they stand for.
        private func child(
            of index: Int, _ segment: UnsafeBufferPointer<UInt8>, _ isEscaped: Bool
        ) -> Int? {
            guard isEscaped else { return child(of: index, segment) }
            guard let plain = PercentCoding.decodedBytes(segment, plusIsSpace: false) else {
                return nil
            }
            return plain.withUnsafeBufferPointer { child(of: index, $0) }
        }

        private func child(of index: Int, _ name: UnsafeBufferPointer<UInt8>) -> Int? {
            let word = Router.word(name)
            var next = nodes[index].child
            while next >= 0 {
                let node = nodes[next]
                if node.word == word, node.count == name.count,
                    name.count <= 8 || isRest(of: name, at: node.start)
                {
                    return next
                }
                next = node.sibling
            }
            return nil
        }

        /// Whether a name goes on behind its first eight bytes as the one that lies at `start` does.
        private func isRest(of name: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
            guard let base = name.baseAddress, let known = names.baseAddress else { return false }
            return memcmp(base + 8, known + start + 8, name.count - 8) == 0
        }
    }

    private static func word(_ name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var word: UInt64 = 0
        for byte in name.prefix(8) { word = word << 8 | UInt64(byte) }
        return word
    }

    private mutating func literal(_ name: [UInt8], of index: Int) -> Int {
        let word = name.withUnsafeBufferPointer { Router.word($0) }
        var next = nodes[index].child
        while next >= 0 {
            let node = nodes[next]
            if names[node.start..<node.start + node.count].elementsEqual(name) { return next }
            next = node.sibling
        }
        nodes.append(
            Node(
                start: names.count, count: name.count, word: word, sibling: nodes[index].child))
        names += name
        nodes[index].child = nodes.count - 1
        return nodes.count - 1
    }

    private mutating func parameter(of index: Int) -> Int {
        if nodes[index].parameter >= 0 { return nodes[index].parameter }
        nodes.append(Node())
        nodes[index].parameter = nodes.count - 1
        return nodes.count - 1
    }
}
