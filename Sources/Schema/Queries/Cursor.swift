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
        func add(word: UInt64) {
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                add(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        for part in parts {
            for byte in part.utf8 { add(byte) }
            add(0)
        }
        for cell in cells {
            switch cell {
            case .null: add(0)
            case .integer(let value): add(word: UInt64(bitPattern: value))
            case .text(let text): for byte in text.utf8 { add(byte) }
            case .uuid(let high, let low):
                add(word: high)
                add(word: low)
            }
            add(1)
        }
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
