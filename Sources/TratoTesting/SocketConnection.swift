import Glibc
import HTTP

/// A blocking HTTP/1.1 client on one connection that is kept alive.
///
/// One request at a time; used by one thread at a time, hence unchecked.
package final class SocketConnection: @unchecked Sendable {
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    /// Connects to 127.0.0.1; an answer that does not come within a minute ends the connection.
    package init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw FileError(path: "socket", cause: errno) }
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        // The object is complete, so `deinit` closes the socket; another close might hit a descriptor
        // that another thread has opened meanwhile.
        guard code == 0 else { throw FileError(path: "127.0.0.1:\(port)", cause: errno) }
    }

    deinit { close(descriptor) }

    func send(
        _ method: Method, _ target: String, headers: [(String, String)], body: [UInt8]
    ) -> TestResponse {
        write(method, target, headers: headers, body: body)
        return readResponse(bodiless: method == .head)
    }

    /// Writes a request without waiting for its answer.
    package func write(
        _ method: Method, _ target: String, headers: [(String, String)], body: [UInt8] = []
    ) {
        var text = "\(method.name) \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if !body.isEmpty || method == .post || method == .put || method == .patch {
            text += "Content-Length: \(body.count)\r\n"
        }
        var bytes = Array((text + "\r\n").utf8) + body
        while !bytes.isEmpty {
            let count = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            guard count > 0 else { return }
            bytes.removeFirst(count)
        }
    }

    /// Reads a whole answer; status 0 when the server has closed the connection.
    package func readResponse(bodiless: Bool = false) -> TestResponse {
        let (status, headers) = readHead()
        let bare = TestResponse(status: status, headers: headers, body: [])
        guard status != 0, !bodiless, status != 204, status != 304 else { return bare }
        var body: [UInt8] = []
        if let length = bare.header("content-length").flatMap({ Int($0) }) {
            body = take(length) ?? []
        } else if bare.header("transfer-encoding") == "chunked" {
            while let chunk = readChunk(), !chunk.isEmpty { body += chunk }
        }
        return TestResponse(status: status, headers: headers, body: body)
    }

    /// The status line and the field lines.
    package func readHead() -> (status: Int, headers: [(name: String, value: String)]) {
        guard let first = readLine() else { return (0, []) }
        let status = first.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        var headers: [(name: String, value: String)] = []
        while let line = readLine(), !line.isEmpty {
            let parts = line.split(separator: ":", maxSplits: 1)
            let value = parts.count > 1 ? parts[1].drop { $0 == " " } : ""
            headers.append((String(parts.first ?? ""), String(value)))
        }
        return (status, headers)
    }

    /// One chunk of a chunked answer: empty at its end, nil when the connection is closed.
    package func readChunk() -> [UInt8]? {
        guard let size = readLine().flatMap({ Int($0, radix: 16) }), let bytes = take(size),
            take(2) != nil
        else { return nil }
        return bytes
    }

    private func readLine() -> String? {
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                let line = buffer[..<end].last == 0x0D ? buffer[..<(end - 1)] : buffer[..<end]
                let text = String(decoding: line, as: UTF8.self)
                buffer.removeFirst(end + 1)
                return text
            }
            guard fill() else { return nil }
        }
    }

    private func take(_ count: Int) -> [UInt8]? {
        while buffer.count < count { guard fill() else { return nil } }
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }

    private func fill() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        buffer += chunk[..<count]
        return true
    }
}
