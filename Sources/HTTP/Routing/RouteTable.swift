/// The paths a router knows, as a tree of segments whose leaves are numbers.
///
/// Nodes stand in one array and literal children are sorted, so that a match compares bytes and
/// allocates nothing. It is not generic: only `Router` knows what the numbers mean.
struct RouteTable: Sendable {
    private struct Node: Sendable {
        var literals: [Literal] = []
        var parameter: Int?
        /// The endpoint per method, by raw value; -1 is none.
        var endpoints = [Int](repeating: -1, count: Method.allCases.count)
        var isLeaf = false
    }
    private struct Literal: Sendable {
        var name: [UInt8]
        var node: Int
    }
    enum Result: Sendable {
        case found(Int, parameters: [String])
        case methodNotAllowed([Method])
        case notFound
        case badPath
    }
    private var nodes = [Node()]

    /// Adds a leaf; traps when the pattern has one for the method already.
    mutating func add(_ method: Method, _ pattern: String, _ endpoint: Int) {
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
        nodes[node].endpoints[slot] = endpoint
        nodes[node].isLeaf = true
    }

    /// Finds the leaf for a raw path.
    func match(_ method: Method, _ path: UnsafeBufferPointer<UInt8>) -> Result {
        guard PathSyntax.isValid(path) else { return .badPath }
        var search = Search(method: method, path: path)
        if walk(0, from: 1, &search) { return .found(search.endpoint, parameters: search.values) }
        guard !search.allowed.isEmpty else { return .notFound }
        return .methodNotAllowed(Method.allCases.filter(search.allowed.contains))
    }

    private struct Search {
        let method: Method
        let path: UnsafeBufferPointer<UInt8>
        var endpoint = -1
        var values: [String] = []
        var allowed: Set<Method> = []
    }

    /// Tries literals first, then the parameter; goes back when a branch has no such method.
    private func walk(_ index: Int, from start: Int, _ search: inout Search) -> Bool {
        guard start <= search.path.count else { return take(index, &search) }
        var end = start
        while end < search.path.count, search.path[end] != 0x2F { end += 1 }
        let segment = UnsafeBufferPointer(rebasing: search.path[start..<end])
        if let next = child(of: index, segment), walk(next, from: end + 1, &search) { return true }
        guard let next = nodes[index].parameter, !segment.isEmpty,
            let value = PercentCoding.decode(segment, plusIsSpace: false)
        else { return false }
        search.values.append(value)
        if walk(next, from: end + 1, &search) { return true }
        search.values.removeLast()
        return false
    }

    private func take(_ index: Int, _ search: inout Search) -> Bool {
        guard nodes[index].isLeaf else { return false }
        let endpoints = nodes[index].endpoints
        var found = endpoints[Int(search.method.rawValue)]
        if found < 0, search.method == .head { found = endpoints[Int(Method.get.rawValue)] }
        search.endpoint = found
        if found >= 0 { return true }
        for method in Method.allCases where endpoints[Int(method.rawValue)] >= 0 {
            search.allowed.insert(method)
            if method == .get { search.allowed.insert(.head) }
        }
        return false
    }

    /// The literal child of that name; escapes in the path are equal to what they stand for.
    private func child(of index: Int, _ segment: UnsafeBufferPointer<UInt8>) -> Int? {
        if segment.contains(0x25) {
            guard let plain = PercentCoding.decodedBytes(segment, plusIsSpace: false) else {
                return nil
            }
            return plain.withUnsafeBufferPointer { search(nodes[index].literals, $0) }
        }
        return search(nodes[index].literals, segment)
    }

    private func search(_ literals: [Literal], _ name: UnsafeBufferPointer<UInt8>) -> Int? {
        var low = 0
        var high = literals.count
        while low < high {
            let middle = (low + high) / 2
            let order = literals[middle].name.withUnsafeBufferPointer { compare(name, $0) }
            if order == 0 { return literals[middle].node }
            if order < 0 { high = middle } else { low = middle + 1 }
        }
        return nil
    }

    private mutating func literal(_ name: [UInt8], of index: Int) -> Int {
        let place = nodes[index].literals.firstIndex { literal in
            literal.name.withUnsafeBufferPointer { old in
                name.withUnsafeBufferPointer { compare($0, old) <= 0 }
            }
        }
        let position = place ?? nodes[index].literals.count
        if let place, nodes[index].literals[place].name == name {
            return nodes[index].literals[place].node
        }
        nodes.append(Node())
        nodes[index].literals.insert(Literal(name: name, node: nodes.count - 1), at: position)
        return nodes.count - 1
    }

    private mutating func parameter(of index: Int) -> Int {
        if let known = nodes[index].parameter { return known }
        nodes.append(Node())
        nodes[index].parameter = nodes.count - 1
        return nodes.count - 1
    }
}

/// Negative, zero or positive as the first name is before, equal to or after the second; shorter
/// names come first.
private func compare(
    _ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>
) -> Int {
    guard first.count == second.count else { return first.count - second.count }
    for index in first.indices where first[index] != second[index] {
        return Int(first[index]) - Int(second[index])
    }
    return 0
}
