import Glibc
import HTTP
import Testing

/// A client that sends exactly the bytes it is told to, over a blocking socket, sealed or not.
///
/// The socket gives up after ten seconds, so that a broken server fails a test instead of
/// stopping it.
final class TestClient {
    /// One answer as it came.
    struct Answer: Equatable {
        var status: Int
        var fields: [String: String]
        var content: [UInt8]
        var body: String { String(decoding: content, as: UTF8.self) }
    }
    private var descriptor: Int32
    private var received: [UInt8] = []
    private(set) var isAtEnd = false
    /// The server has broken the connection off.
    private(set) var wasReset = false
    /// Nil for plain HTTP.
    let tls: TLSClient?
    /// Why TLS has ended the connection, if it has.
    private(set) var failure: (any Error)?

    /// Connects to a port of loopback, in plain HTTP.
    init(port: Int) throws {
        descriptor = try TestSocket.connect(port: port)
        tls = nil
    }

    /// Connects to an address of a server; with TLS the handshake is over then.
    init(to server: Server, at index: Int = 0, tls options: TLSClient.Options? = nil) throws {
        let address = server.addresses[index]
        descriptor =
            try address.port == 0
            ? TestSocket.connect(path: String(address.url.dropFirst("unix:".count)))
            : TestSocket.connect(port: address.port)
        tls = options.map(TLSClient.init)
        guard let tls else { return }
        while try !tls.advance() {
            sendAsItIs(tls.takeOutput())
            let (bytes, isAtEnd, _) = TestSocket.receive(descriptor)
            guard !isAtEnd else { throw TLSClient.Failed(reason: "closed in the handshake") }
            tls.give(bytes)
        }
        sendAsItIs(tls.takeOutput())
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        sendAsItIs(tls?.seal(bytes) ?? bytes)
    }

    /// Sends bytes as they shall go over the network.
    func sendAsItIs(_ bytes: [UInt8]) { TestSocket.send(bytes, to: descriptor) }

    /// Breaks the connection: the server's socket gets an error instead of an end.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close(descriptor)
        descriptor = -1
    }

    /// Says the end, sends FIN and keeps reading.
    func finishSending() {
        if let tls { sendAsItIs(tls.sealEnd()) }
        cutSending()
    }

    /// Sends FIN only, which with TLS is no end but a cut.
    func cutSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Lets the kernel keep only so many bytes that were not read.
    func limitReceiving(to count: Int32) {
        var count = count
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVBUF, &count, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Reads what the kernel has, and waits for nothing.
    func receiveWhatIsThere() {
        var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while !isAtEnd, poll(&event, 1, 0) > 0 { receive() }
    }

    /// Reads the next answer; `bodiless` for answers to HEAD.
    func answer(bodiless: Bool = false) throws -> Answer {
        let head = try take(through: "\r\n\r\n")
        try #require(head.starts(with: "HTTP/1.1 ".utf8), "something stands before the answer")
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
        return Answer(status: status, fields: fields, content: body)
    }

    /// Reads until a mark has come.
    func read(through mark: String) throws { _ = try take(through: mark) }

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
        var (bytes, isAtEnd, wasReset) = TestSocket.receive(descriptor)
        if wasReset { self.wasReset = true }
        if let tls {
            tls.give(bytes)
            do { bytes = try tls.open() } catch { (bytes, isAtEnd, failure) = ([], true, error) }
        }
        received += bytes
        self.isAtEnd = isAtEnd
    }
}
