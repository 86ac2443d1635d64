import Dispatch
import HTTP
import Synchronization

/// Content that is made once and sent to everybody, with its entity tag and, soon after, its gzip form.
package final class FixedContent: Sendable {
    private static let defaultLevel = 6

    private let plain: Response
    let tag: String
    private let gzipped = Mutex<[UInt8]?>(nil)

    /// Content with its media type, what it depends on and, where it is a page, what that may load.
    init(
        _ bytes: [UInt8], type: StaticString, vary: Vary = [], policy: StaticString? = nil
    ) {
        var response = Response(200, body: bytes, type: type)
        response.caching = .shared
        response.vary = vary
        if let policy { response.policy = policy }
        plain = response
        tag = String(Digest.sha256(bytes).hexadecimal.prefix(16))
        guard response.isCompressible else { return }
        // Up to 60 ms of work for the largest file, which nobody should wait for.
        DispatchQueue.global(qos: .utility).async { [weak self] in
            let packed = Gzip.pack(bytes, level: Self.defaultLevel)
            self?.gzipped.withLock { $0 = packed }
        }
    }

    var response: Response {
        var response = plain
        response.gzipped = gzipped.withLock { $0 }
        return response
    }
}
