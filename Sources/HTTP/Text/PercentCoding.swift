/// Percent-encoding of RFC 3986 section 2.1, strict in both directions.
package enum PercentCoding {
    /// The decoded text, or nil for a bad escape, bytes that are not UTF-8, or a NUL.
    ///
    /// `plusIsSpace` reads `+` as a space, as forms and queries write it.
    package static func decode(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool) -> String? {
        bytes.withUnsafeBufferPointer { decode($0, plusIsSpace: plusIsSpace) }
    }

    /// The same for a text.
    package static func decode(_ text: String, plusIsSpace: Bool) -> String? {
        decode(Array(text.utf8)[...], plusIsSpace: plusIsSpace)
    }

    /// The UTF-8 of a text with everything but the unreserved characters escaped.
    package static func encode(_ text: String) -> String {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if ByteSet.unreserved.contains(byte) {
                encoded.append(byte)
            } else {
                encoded += [0x25, capital(byte >> 4), capital(byte & 15)]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, plusIsSpace: Bool) -> String? {
        let isPlain = bytes.allSatisfy { $0 != 0x25 && $0 != 0 && ($0 != 0x2B || !plusIsSpace) }
        if isPlain { return String(validating: bytes, as: UTF8.self) }
        guard let decoded = decodedBytes(bytes, plusIsSpace: plusIsSpace) else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }

    /// The decoded bytes, or nil for a bad escape or a NUL; UTF-8 is not checked.
    static func decodedBytes(_ bytes: UnsafeBufferPointer<UInt8>, plusIsSpace: Bool) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            var byte = bytes[index]
            index += 1
            if byte == 0x25 {
                guard index + 2 <= bytes.count, let high = hexadecimal(bytes[index]),
                    let low = hexadecimal(bytes[index + 1])
                else { return nil }
                byte = high << 4 | low
                index += 2
            } else if byte == 0x2B, plusIsSpace {
                byte = 0x20
            }
            guard byte != 0 else { return nil }
            decoded.append(byte)
        }
        return decoded
    }

    private static func capital(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x37 + value
    }
}
