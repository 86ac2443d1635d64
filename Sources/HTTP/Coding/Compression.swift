/// Which answers are compressed, and how hard.
package struct Compression: Sendable, Equatable {
    /// Bytes of content from which on compressing pays.
    package var threshold: Int
    /// zlib's level, 1 (fast) to 9 (small).
    package var level: Int

    package init(threshold: Int = 1024, level: Int = 2) {
        self.threshold = threshold
        self.level = level
    }

    /// Bytes of content up to which a loop compresses by itself, about 0.2 to 0.4 ms of work; more
    /// goes to another thread.
    var inPlace: Int { level <= 3 ? 32 * 1024 : 8 * 1024 }

    /// Whether an answer is sent as gzip to who accepts that.
    func wants(_ response: Response, _ accepted: AcceptedCoding) -> Bool {
        switch accepted {
        case .identity, .none: false
        case .gzip:
            response.body.count >= threshold && response.isCompressible && !response.isSecret
        case .gzipOnly: !response.body.isEmpty && !response.isSecret
        }
    }

    /// The same for one that is not sent.
    func wants(_ unsent: Response.Unsent, _ accepted: AcceptedCoding) -> Bool {
        switch accepted {
        case .identity, .none: false
        case .gzip: unsent.count >= threshold && unsent.isCompressible
        case .gzipOnly: unsent.count > 0
        }
    }

    /// The same for an answer whose content follows piece by piece.
    ///
    /// Events are sent as they are: each would be flushed by itself and gain little, and each follower would hold zlib's
    /// memory for hours.
    func wantsStream(_ response: Response, _ accepted: AcceptedCoding) -> Bool {
        switch accepted {
        case .identity, .none: false
        case .gzip: response.isCompressible && !response.isEventStream && !response.isSecret
        case .gzipOnly: !response.isEventStream && !response.isSecret
        }
    }
}
