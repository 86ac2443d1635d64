import Glibc

extension Response {
    private static let texts: [StaticString] = [
        "text/", "application/json", "application/problem+json", "application/yaml",
        "application/openmetrics-text", "application/x-ndjson", "image/svg+xml",
    ]

    /// Whether its media type is one that compresses.
    package var isCompressible: Bool { hasType(among: Self.texts) }

    /// Whether what was written has to arrive at once (HTML section 9.2.5).
    var isEventStream: Bool { hasType(among: ["text/event-stream"]) }

    /// Whether its media type, which is the first of its fields, begins with one of these.
    private func hasType(among types: [StaticString]) -> Bool {
        let name: StaticString = "Content-Type: "
        let skipped = name.utf8CodeUnitCount
        return head.withUnsafeBufferPointer { bytes in
            guard bytes.count > skipped, let base = bytes.baseAddress,
                memcmp(base, name.utf8Start, skipped) == 0
            else { return false }
            return types.contains { type in
                let count = type.utf8CodeUnitCount
                return bytes.count > skipped + count
                    && memcmp(base + skipped, type.utf8Start, count) == 0
            }
        }
    }

    /// Where the closing quote of its entity tag stands in its head, or nil without a tag.
    var tagEnd: Int? {
        head.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return nil }
            var start = 0
            while let feed = memchr(base + start, 0x0A, bytes.count - start) {
                let end = UnsafePointer(feed.assumingMemoryBound(to: UInt8.self)) - base
                if end - start > 8, FieldBytes.equal(base + start, 5, "etag:"),
                    bytes[end - 2] == 0x22
                {
                    return end - 2
                }
                start = end + 1
            }
            return nil
        }
    }
}
