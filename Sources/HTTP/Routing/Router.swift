/// From method and path to an endpoint: data, built once, shared by all loops.
///
/// A segment in braces is a parameter and takes one non-empty segment. Literal segments win over
/// parameters. A trailing slash makes another path.
package struct Router<Endpoint: Sendable>: Sendable {
    /// What a path leads to.
    package enum Match: Sendable {
        /// The endpoint and the parameters in the order of the path, percent-decoded strictly.
        case found(Endpoint, parameters: [String])
        /// The path is known, with other methods, which belong into `Allow`.
        case methodNotAllowed([Method])
        case notFound
        /// Not an absolute path, or one that two parsers could read differently: answer 400.
        case badPath
    }
    private var table = RouteTable()
    private var endpoints: [Endpoint] = []

    /// A router without routes.
    package init() {}

    /// Adds a route such as `/v1/quotes/{id}/accept`; traps when it is there already.
    package mutating func add(_ method: Method, _ pattern: String, _ endpoint: Endpoint) {
        table.add(method, pattern, endpoints.count)
        endpoints.append(endpoint)
    }

    /// Finds the endpoint for a raw path; `HEAD` is served by `GET` unless it has its own.
    package func match(_ method: Method, path: ArraySlice<UInt8>) -> Match {
        switch path.withUnsafeBufferPointer({ table.match(method, $0) }) {
        case .found(let index, let parameters): .found(endpoints[index], parameters: parameters)
        case .methodNotAllowed(let methods): .methodNotAllowed(methods)
        case .notFound: .notFound
        case .badPath: .badPath
        }
    }

    /// The same for a path that is text.
    package func match(_ method: Method, path: String) -> Match {
        match(method, path: Array(path.utf8)[...])
    }
}
