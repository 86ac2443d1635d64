import CCurl
import Glibc
import HTTP

/// What every request to a stranger keeps to.
package struct OutgoingTerms: Sendable {
    package let addresses: OutgoingAddresses
    /// A file of certificates for https, nil for the system's.
    package let authorities: String?
    package var connectMilliseconds = 5_000
    /// Of a whole exchange.
    package var milliseconds = 15_000

    package init(addresses: OutgoingAddresses, authorities: String? = nil) {
        self.addresses = addresses
        self.authorities = authorities
    }
}

/// What came of a request to a stranger.
package struct OutgoingReply: Sendable {
    /// Nil when there was no answer.
    package let status: Int?
    /// The beginning of the answer's body.
    package let body: [UInt8]
    /// What the answer's `Retry-After` says, as seconds from now (RFC 9110 section 10.2.3).
    package let retryAfterSeconds: Int?
    package let microseconds: Int
    /// Why there is no whole answer: a sentence; nil when there is one.
    package let error: String?
    /// Whether it was broken off because the server stops.
    package let isBrokenOff: Bool

    package init(
        status: Int?, body: [UInt8] = [], retryAfterSeconds: Int? = nil, microseconds: Int = 0,
        error: String? = nil, isBrokenOff: Bool = false
    ) {
        self.status = status
        self.body = body
        self.retryAfterSeconds = retryAfterSeconds
        self.microseconds = microseconds
        self.error = error
        self.isBrokenOff = isBrokenOff
    }
}

/// Posts to addresses that users of the API name, one at a time, over connections that it keeps.
///
/// Each connection is permitted or not by the very address that it is made to, after the name was resolved and right before
/// connecting, so a name that means something else a moment later gains nothing. Redirections are not followed. An address in
/// a private network is refused as if nobody listened.
package final class OutgoingPost {
    private let terms: OutgoingTerms
    private var handle: OutgoingHandle?

    /// Bytes of an answer that are read: its status is what counts.
    private static let limit = 16 * 1024

    package init(_ terms: OutgoingTerms) { self.terms = terms }

    /// Throws when libcurl is not there.
    package static func prepare() throws(OutgoingError) { try Outgoing.prepare() }

    /// Posts a body and waits for the answer; `ends` is asked about once a second whether to break off.
    package func send(
        _ url: String, headers: [(name: String, value: String)], body: [UInt8],
        ends: @escaping @Sendable () -> Bool = { false }
    ) -> OutgoingReply {
        let known: OutgoingHandle
        do throws(OutgoingError) {
            if let handle { known = handle } else { known = try OutgoingHandle() }
        } catch {
            return OutgoingReply(status: nil, error: "No request can be made: \(error.reason).")
        }
        handle = known
        let watch = Watch(terms.addresses, isPlain: Self.isPlain(url), ends)
        var request = trato_request()
        request.is_plain_allowed = terms.addresses.hasExceptions ? 1 : 0
        request.connect_milliseconds = terms.connectMilliseconds
        request.milliseconds = terms.milliseconds
        request.context = Unmanaged.passUnretained(watch).toOpaque()
        request.permits = { context, address in
            guard let context, let address else { return 0 }
            return Watch.of(context).permits(address) ? 1 : 0
        }
        request.ends = { context in
            guard let context else { return 0 }
            return Watch.of(context).isOver() ? 1 : 0
        }
        // curl would wait for a 100 before it sends a body of over a megabyte.
        let lines = headers.map { "\($0.name): \($0.value)" } + ["Expect:"]
        let answer = body.withUnsafeBufferPointer { bytes in
            request.body = bytes.baseAddress
            request.body_count = bytes.count
            return known.perform(
                &request, url, authorities: terms.authorities, headers: lines, limit: Self.limit)
        }
        return withExtendedLifetime(watch) {
            OutgoingReply(
                status: answer.status == 0 ? nil : answer.status, body: answer.body,
                retryAfterSeconds: answer.retryAfterSeconds > 0 ? answer.retryAfterSeconds : nil,
                microseconds: answer.microseconds,
                error: watch.refusal ?? answer.error.map(Self.sentence),
                isBrokenOff: watch.wasEnded)
        }
    }

    private static func isPlain(_ url: String) -> Bool { url.lowercased().hasPrefix("http://") }

    private static func sentence(_ reason: String) -> String {
        let first = reason.prefix(1).uppercased()
        return first + reason.dropFirst() + (reason.hasSuffix(".") ? "" : ".")
    }
}

/// What is asked while a transfer runs, on its thread.
private final class Watch {
    private let addresses: OutgoingAddresses
    private let isPlain: Bool
    private let ends: @Sendable () -> Bool
    private(set) var wasEnded = false
    private var refused: Set<String> = []
    private var isConnected = false

    init(_ addresses: OutgoingAddresses, isPlain: Bool, _ ends: @escaping @Sendable () -> Bool) {
        self.addresses = addresses
        self.isPlain = isPlain
        self.ends = ends
    }

    static func of(_ context: UnsafeMutableRawPointer) -> Watch {
        Unmanaged<Watch>.fromOpaque(context).takeUnretainedValue()
    }

    func permits(_ socket: UnsafePointer<sockaddr>) -> Bool {
        if addresses.permits(socket, isPlain: isPlain) {
            isConnected = true
            return true
        }
        refused.insert(IPAddress.target(of: socket)?.address.text ?? "this address")
        return false
    }

    func isOver() -> Bool {
        if ends() { wasEnded = true }
        return wasEnded
    }

    /// Set when every address of the name was refused.
    var refusal: String? {
        guard !isConnected, !refused.isEmpty else { return nil }
        let list = refused.sorted().joined(separator: ", ")
        return "Requests must not go to \(list)\(isPlain ? " without TLS" : "")."
    }
}
