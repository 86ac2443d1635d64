import COpenSSL
import HTTP
import Testing

/// What may lie between a client and the server.
enum Transport: String, CaseIterable, CustomTestStringConvertible, Sendable {
    case plain, tls12, tls13, unix

    var testDescription: String { rawValue }

    /// How the server names the client.
    var remote: String { self == .unix ? "unix" : "127.0.0.1" }

    var isSecure: Bool { self == .tls12 || self == .tls13 }

    /// A client that speaks it to the first address of a server.
    func connect(to server: Server) throws -> TestClient {
        switch self {
        case .plain, .unix: try TestClient(to: server)
        case .tls12: try TestClient(to: server, tls: TLSClient.Options(version: TLS1_2_VERSION))
        case .tls13: try TestClient(to: server, tls: TLSClient.Options())
        }
    }
}

/// Where a test's server listens, with the files it needs as long as this is held.
struct TestPlace {
    private let folder = TestFolder()
    private let certificate: TestCertificate?
    let configuration: ServerConfiguration

    init(_ transport: Transport) {
        certificate = transport.isSecure ? TestCertificate() : nil
        let endpoint =
            transport == .unix
            ? Endpoint.unix(path: folder.file("socket"), mode: 0o600)
            : .tcp(host: "127.0.0.1", port: 0, secure: transport.isSecure)
        configuration = ServerConfiguration(
            endpoints: [endpoint], tls: certificate?.configuration(), loops: 1)
    }
}
