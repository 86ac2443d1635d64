extension Request {
    /// Whether the peer is this machine: a loopback address (RFC 1122 section 3.2.1.3, RFC 4291
    /// section 2.5.3) or a socket of the file system.
    package var isFromThisMachine: Bool {
        remoteAddress.hasPrefix("127.") || remoteAddress == "::1" || remoteAddress == "unix"
    }

    /// Whether a field says that the request came through a proxy: `Forwarded` (RFC 7239), `Via`
    /// (RFC 9110 section 7.6.3), or what proxies send in their place.
    package var isForwarded: Bool {
        head.bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return false }
            return head.fields.contains { field in
                let (name, count) = (base + Int(field.name), Int(field.nameCount))
                let prefix: StaticString = "x-forwarded-"
                return FieldBytes.equal(name, count, "forwarded")
                    || FieldBytes.equal(name, count, "via")
                    || FieldBytes.equal(name, count, "x-real-ip")
                    || FieldBytes.equal(name, min(count, prefix.utf8CodeUnitCount), prefix)
            }
        }
    }
}
