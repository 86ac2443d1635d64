import API
import Dispatch
import Glibc
import Synchronization

/// A receiver of webhooks on a port of 127.0.0.1 that keeps what it gets and misbehaves when told.
package final class TestReceiver: Sendable {
    /// What it does with a message.
    package enum Answer: Sendable {
        case status(Int, [(String, String)] = [])
        /// Says nothing until the sender gives up.
        case hang
        /// Breaks the connection.
        case reset
        case garbage
        /// A 200 whose body never ends.
        case endless
        /// An error whose body is shorter than it says.
        case cut

        package static let ok = Answer.status(204)
    }

    package struct Message: Sendable {
        package let target: String
        package let headers: [String: String]
        package let body: [UInt8]
        /// 1 for the first time that its id came.
        package let attempt: Int

        package var id: String { headers["webhook-id"] ?? "" }
        package var timestamp: Int64 { headers["webhook-timestamp"].flatMap { Int64($0) } ?? 0 }
        package var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
        package var type: String { json["type"].string ?? "" }
        package var seq: Int64 { json["data"]["seq"].integer ?? 0 }
        package var record: String { json["data"]["id"].string ?? "" }

        /// Whether one of its signatures is by the secret.
        package func isSigned(by secret: String) -> Bool {
            let right = WebhookSignature.value(
                id: id, timestamp: timestamp, body: body, secrets: [secret])
            return (headers["webhook-signature"] ?? "").split(separator: " ").contains {
                $0 == right
            }
        }
    }

    package let port: Int
    private let listener: Int32
    private let kept = Mutex<[(Message, isTaken: Bool)]>([])
    private let answer: @Sendable (Message) -> Answer
    /// Connections that came, with or without a request.
    private let connections = Atomic(0)

    package init(_ answer: @escaping @Sendable (Message) -> Answer = { _ in .ok }) throws {
        self.answer = answer
        let opened = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        listener = opened
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic -> Int32 in
                guard bind(opened, generic, size) == 0, Glibc.listen(opened, 128) == 0 else {
                    return -1
                }
                return getsockname(opened, generic, &size)
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        guard code == 0 else { throw FileError(path: "127.0.0.1", cause: errno) }
        DispatchQueue(label: "trato.test.receiver").async { [weak self] in
            // Who accepts closes: the number could be somebody else's by the time it is used again.
            defer { close(opened) }
            while true {
                let connection = accept(opened, nil, nil)
                guard connection >= 0 else { return }
                guard let self else {
                    close(connection)
                    return
                }
                connections.add(1, ordering: .relaxed)
                DispatchQueue(label: "trato.test.receiver.connection").async { [weak self] in
                    while let self, serve(connection) {}
                    close(connection)
                }
            }
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    package var url: String { "http://127.0.0.1:\(port)/hook" }

    /// Everything that came, in order.
    package var messages: [Message] { kept.withLock { $0.map(\.0) } }

    /// What was answered with success, in order.
    package var taken: [Message] { kept.withLock { $0.filter(\.isTaken).map(\.0) } }

    package var connectionCount: Int { connections.load(ordering: .relaxed) }

    /// Serves one request; false when the connection is over.
    private func serve(_ connection: Int32) -> Bool {
        guard let (target, headers, body) = read(connection) else { return false }
        let id = headers["webhook-id"] ?? ""
        let attempt = kept.withLock { $0.count { $0.0.id == id } } + 1
        let message = Message(target: target, headers: headers, body: body, attempt: attempt)
        let answer = answer(message)
        var isTaken = false
        if case .status(200..<300, _) = answer { isTaken = true }
        if case .endless = answer { isTaken = true }
        kept.withLock { $0.append((message, isTaken)) }
        switch answer {
        case .status(let status, let fields):
            let lines = fields.map { "\($0.0): \($0.1)\r\n" }.joined()
            return write(
                connection, "HTTP/1.1 \(status) Said\r\n\(lines)Content-Length: 5\r\n\r\nWell.")
        case .hang:
            var byte: UInt8 = 0
            while recv(connection, &byte, 1, 0) > 0 {}
            return false
        case .reset:
            var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
            setsockopt(
                connection, SOL_SOCKET, SO_LINGER, &linger,
                socklen_t(MemoryLayout<Glibc.linger>.size))
            return false
        case .garbage:
            _ = write(connection, "\u{0}not HTTP\r\n\r\n")
            return false
        case .endless:
            guard write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n") else {
                return false
            }
            let piece = String(repeating: "x", count: 65_536)
            while write(connection, piece) {}
            return false
        case .cut:
            _ = write(connection, "HTTP/1.1 500 No\r\nContent-Length: 100\r\n\r\nshort")
            return false
        }
    }

    private func write(_ connection: Int32, _ text: String) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            bytes = bytes.dropFirst(count)
        }
        return true
    }

    private func read(_ connection: Int32) -> (String, [String: String], [UInt8])? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        var head: (target: String, fields: [String: String], end: Int)?
        while true {
            if head == nil { head = Self.head(of: bytes) }
            if let head {
                let length = head.fields["content-length"].flatMap { Int($0) } ?? 0
                if bytes.count >= head.end + length {
                    return (
                        head.target, head.fields, Array(bytes[head.end..<(head.end + length)])
                    )
                }
            }
            let count = recv(connection, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            bytes += chunk[..<count]
        }
    }

    private static func head(
        of bytes: [UInt8]
    ) -> (target: String, fields: [String: String], end: Int)? {
        let mark = Array("\r\n\r\n".utf8)
        guard let end = bytes.firstRange(of: mark)?.upperBound else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            fields[parts[0].lowercased()] = String((parts.last ?? "").drop { $0 == " " })
        }
        let words = (lines.first ?? "").split(separator: " ")
        return (words.count > 1 ? String(words[1]) : "", fields, end)
    }
}
