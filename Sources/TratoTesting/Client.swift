import HTTP

/// A client of a test server, in-process or over a socket: the same calls either way.
package struct Client: Sendable {
    /// How requests travel.
    enum Transport: Sendable {
        case inProcess(InProcessLoop)
        case socket(SocketConnection)
    }

    let transport: Transport
    /// The bearer token; nil sends none.
    package var token: String?
    /// Where in-process requests seem to come from; a socket's come from 127.0.0.1.
    package var address = "127.0.0.1"

    init(_ transport: Transport, token: String?) {
        self.transport = transport
        self.token = token
    }

    /// The same client with another credential.
    package func with(token: String?) -> Client {
        var client = self
        client.token = token
        return client
    }

    /// The same client from another address; in-process only.
    package func from(_ address: String) -> Client {
        var client = self
        client.address = address
        return client
    }

    /// Sends bytes as they are.
    package func send(
        _ method: Method, _ target: String, headers: [(String, String)] = [], bytes: [UInt8] = []
    ) -> TestResponse {
        var headers = headers
        if let token, !headers.contains(where: { $0.0.lowercased() == "authorization" }) {
            headers.append(("Authorization", "Bearer \(token)"))
        }
        switch transport {
        case .inProcess(let loop):
            let request = Request(
                method: method, target: target, headers: headers, body: bytes,
                remoteAddress: address)
            let response = loop.send(request)
            let caching = [
                ("Cache-Control", "\(response.caching.directive)"), ("Vary", response.vary.value),
            ]
            return TestResponse(
                status: response.status, headers: response.headers + caching,
                body: response.body)
        case .socket(let connection):
            return connection.send(method, target, headers: headers, body: bytes)
        }
    }

    private func send(
        _ method: Method, _ target: String, _ body: JSONValue?, _ headers: [(String, String)]
    ) -> TestResponse {
        guard let body else { return send(method, target, headers: headers) }
        var headers = headers
        if !headers.contains(where: { $0.0.lowercased() == "content-type" }) {
            headers.append(("Content-Type", "application/json"))
        }
        return send(method, target, headers: headers, bytes: body.bytes)
    }

    package func get(_ target: String, headers: [(String, String)] = []) -> TestResponse {
        send(.get, target, nil, headers)
    }

    package func post(
        _ target: String, _ body: JSONValue? = nil, headers: [(String, String)] = []
    ) -> TestResponse { send(.post, target, body, headers) }

    package func put(
        _ target: String, _ body: JSONValue? = nil, headers: [(String, String)] = []
    ) -> TestResponse { send(.put, target, body, headers) }

    /// Changes something; `match` is the value of `If-Match`.
    package func patch(
        _ target: String, _ body: JSONValue, match: String? = nil,
        headers: [(String, String)] = []
    ) -> TestResponse {
        send(.patch, target, body, headers + (match.map { [("If-Match", $0)] } ?? []))
    }

    package func delete(
        _ target: String, match: String? = nil, headers: [(String, String)] = []
    ) -> TestResponse {
        send(.delete, target, nil, headers + (match.map { [("If-Match", $0)] } ?? []))
    }

    /// All records of a list, page by page.
    package func all(_ target: String, limit: Int = 500) -> [JSONValue] {
        var found: [JSONValue] = []
        var cursor: String?
        let mark = target.contains("?") ? "&" : "?"
        repeat {
            let page = get(
                target + mark + "limit=\(limit)" + (cursor.map { "&cursor=\($0)" } ?? ""))
            found += page.data
            cursor = page.nextCursor
        } while cursor != nil
        return found
    }
}
