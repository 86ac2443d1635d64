import Glibc
import TratoTesting

/// An https server of the system's OpenSSL: each of its files is a whole answer, head and all.
final class SecureFiles {
    let folder = TestFolder()
    private(set) var port = 0
    private let pid: pid_t
    private let output: Int32

    /// The certificate that the server shows, which signs itself.
    var authorities: String { folder.file("certificate.pem") }

    init(_ answers: [String: String]) throws {
        for (name, text) in answers {
            try File.write(Array(text.utf8), to: folder.file(name))
        }
        try Tool.run(
            [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                "-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out",
                "certificate.pem",
            ], in: folder.path)
        (pid, output) = try Tool.start(
            [
                "openssl", "s_server", "-HTTP", "-accept", "127.0.0.1:0", "-cert",
                "certificate.pem", "-key", "key.pem",
            ], in: folder.path)
        port = try announcedPort()
    }

    deinit {
        kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
        close(output)
    }

    func url(_ name: String) -> String { "https://localhost:\(port)/\(name)" }

    static func answer(_ body: String, status: String = "200 OK", more: String = "") -> String {
        "HTTP/1.0 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(more)\r\n\(body)"
    }

    /// It says `ACCEPT 127.0.0.1:PORT` once it listens.
    private func announcedPort() throws -> Int {
        var text: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1 {
            guard byte == UInt8(ascii: "\n") else {
                text.append(byte)
                continue
            }
            let line = String(decoding: text, as: UTF8.self)
            if line.hasPrefix("ACCEPT"),
                let port = line.split(separator: ":").last.flatMap({ Int($0) })
            {
                return port
            }
            text = []
        }
        throw Tool.Failure(what: "openssl s_server did not say where it listens")
    }
}
