import Store

/// Where a list goes on: the sort values of the last record, and a fingerprint of the list they belong to.
///
/// Base64url (RFC 4648 section 5) of a compact binary form; opaque to clients, checked on the way in.
package enum Cursor {
    package static func encode(_ cells: [Cell], fingerprint: UInt64) -> String {
        var bytes: [UInt8] = []
        append(fingerprint, to: &bytes)
        for cell in cells {
            switch cell {
            case .null: bytes.append(0)
            case .integer(let value):
                bytes.append(1)
                append(UInt64(bitPattern: value), to: &bytes)
            case .text(let text):
                let utf8 = Array(text.utf8)
                bytes.append(2)
                append(UInt64(utf8.count), to: &bytes)
                bytes += utf8
            case .uuid(let high, let low):
                bytes.append(3)
                append(high, to: &bytes)
                append(low, to: &bytes)
            }
        }
        return Base64URL.encode(bytes)
    }

    /// Nil when the text is no cursor of this list.
    package static func decode(_ text: String, fingerprint: UInt64, count: Int) -> [Cell]? {
        guard text.utf8.count <= 8_192, let bytes = Base64URL.decode(text) else { return nil }
        var reader = ByteReader(bytes: bytes[...])
        guard reader.word() == fingerprint else { return nil }
        var cells: [Cell] = []
        while let tag = reader.byte() {
            switch tag {
            case 0: cells.append(.null)
            case 1:
                guard let value = reader.word() else { return nil }
                cells.append(.integer(Int64(bitPattern: value)))
            case 2:
                guard let count = reader.word(), let utf8 = reader.take(count),
                    let text = String(validating: utf8, as: UTF8.self)
                else { return nil }
                cells.append(.text(text))
            case 3:
                guard let high = reader.word(), let low = reader.word() else { return nil }
                cells.append(.uuid(high, low))
            default: return nil
            }
        }
        return cells.count == count ? cells : nil
    }

    private static func append(_ word: UInt64, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// FNV-1a: a guard against mistakes, not against malice; a forged cursor shows nothing that a filter would not.
    package static func fingerprint(_ parts: [String], _ cells: [Cell]) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        for part in parts {
            for byte in part.utf8 { add(byte) }
            add(0)
        }
        for byte in "\(cells)".utf8 { add(byte) }
        return hash
    }
}

private struct ByteReader {
    var bytes: ArraySlice<UInt8>

    mutating func byte() -> UInt8? { bytes.popFirst() }

    mutating func word() -> UInt64? {
        guard bytes.count >= 8 else { return nil }
        var value: UInt64 = 0
        for byte in bytes.prefix(8) { value = value << 8 | UInt64(byte) }
        bytes = bytes.dropFirst(8)
        return value
    }

    mutating func take(_ count: UInt64) -> ArraySlice<UInt8>? {
        guard count <= UInt64(bytes.count) else { return nil }
        defer { bytes = bytes.dropFirst(Int(count)) }
        return bytes.prefix(Int(count))
    }
}

/// RFC 4648 section 5, without padding.
package enum Base64URL {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var word = 0
        var bits = 0
        for byte in bytes {
            word = (word << 8 | Int(byte)) & 0xFFFF
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(alphabet[word >> bits & 63])
            }
        }
        if bits > 0 { text.append(alphabet[word << (6 - bits) & 63]) }
        return String(decoding: text, as: UTF8.self)
    }

    package static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var word = 0
        var bits = 0
        for character in text.utf8 {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            word = (word << 6 | value) & 0xFFFF
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            bytes.append(UInt8(word >> bits & 0xFF))
        }
        return bytes
    }
}
