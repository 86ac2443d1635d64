import CLinux
import Glibc
import Testing

/// A client that sends exactly the bytes it is told to, over a blocking socket.
///
/// The socket gives up after ten seconds, so that a broken server fails a test instead of
/// stopping it.
final class TestClient {
    /// One answer as it came.
    struct Answer: Equatable {
        var status: Int
        var fields: [String: String]
        var body: String
    }
    private let descriptor: Int32
    private var received: [UInt8] = []
    private(set) var isAtEnd = false

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else {
            close(descriptor)
            throw ConnectFailed(code: errno)
        }
    }

    struct ConnectFailed: Error { var code: Int32 }

    deinit { close(descriptor) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                trato_send(descriptor, buffer.baseAddress.map { $0 + start }, bytes.count - start)
            }
            guard count > 0 else { return }
            start += count
        }
    }

    /// Sends FIN and keeps reading.
    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Reads the next answer; `bodiless` for answers to HEAD.
    func answer(bodiless: Bool = false) throws -> Answer {
        let head = try take(through: "\r\n\r\n")
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        let status = try #require(lines.first.flatMap { Int($0.dropFirst(9).prefix(3)) })
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let colon = try #require(line.firstIndex(of: ":"))
            let name = line[..<colon].lowercased()
            #expect(fields[name] == nil, "\(name) twice")
            fields[name] = String(line[colon...].dropFirst(2))
        }
        var body: [UInt8] = []
        if bodiless || status == 204 || status == 304 || status < 200 {
        } else if fields["transfer-encoding"] == "chunked" {
            body = try chunks()
        } else if let length = fields["content-length"].flatMap({ Int($0) }) {
            body = try take(length)
        } else {
            body = rest()
        }
        return Answer(
            status: status, fields: fields, body: String(decoding: body, as: UTF8.self))
    }

    /// Everything until the end of the connection.
    func rest() -> [UInt8] {
        while !isAtEnd { receive() }
        defer { received = [] }
        return received
    }

    private func chunks() throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let line = try take(through: "\r\n").dropLast(2)
            let size = try #require(Int(String(decoding: line, as: UTF8.self), radix: 16))
            body += try take(size)
            _ = try take(2)
            if size == 0 { return body }
        }
    }

    private func take(through mark: String) throws -> [UInt8] {
        let mark = Array(mark.utf8)
        while true {
            var end = mark.count
            while end <= received.count {
                if received[(end - mark.count)..<end].elementsEqual(mark) { return try take(end) }
                end += 1
            }
            try #require(!isAtEnd, "the connection ended early")
            receive()
        }
    }

    private func take(_ count: Int) throws -> [UInt8] {
        while received.count < count {
            try #require(!isAtEnd, "the connection ended early")
            receive()
        }
        defer { received.removeFirst(count) }
        return Array(received.prefix(count))
    }

    private func receive() {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 {
            received += buffer.prefix(count)
        } else {
            isAtEnd = true
        }
    }
}
