/// Appends JSON to one growing buffer.
///
/// Commas come by themselves: before a key or a value, the last byte tells whether one is needed
/// (not at the beginning, nor after `{`, `[`, `,` or `:`). No other state is kept, so the buffer
/// may be truncated to any earlier `count` that lay between two values or keys. Whether keys,
/// values and brackets alternate as they must is the caller's affair.
package struct JSONWriter: ~Copyable {
    /// What has been written so far.
    package private(set) var bytes: [UInt8] = []

    /// An empty buffer with room for some bytes.
    package init(capacity: Int = 512) { bytes.reserveCapacity(capacity) }

    /// Ends the writing and hands the buffer over without a copy.
    package consuming func finish() -> [UInt8] { bytes }

    /// How many bytes have been written.
    package var count: Int { bytes.count }

    /// Makes room for so many more bytes at once, where it is known how much will be written.
    package mutating func reserve(_ more: Int) { bytes.reserveCapacity(bytes.count + more) }

    /// Takes back all that was written after there were `count` bytes.
    package mutating func truncate(to count: Int) {
        bytes.removeLast(bytes.count - count)
    }

    /// Opens an object.
    package mutating func beginObject() { put(bracket: UInt8(ascii: "{")) }

    /// Closes the object that was opened last.
    package mutating func endObject() { bytes.append(UInt8(ascii: "}")) }

    /// Opens an array.
    package mutating func beginArray() { put(bracket: UInt8(ascii: "[")) }

    /// Closes the array that was opened last.
    package mutating func endArray() { bytes.append(UInt8(ascii: "]")) }

    /// Writes a member's name and its colon.
    package mutating func key(_ name: StaticString) {
        name.withUTF8Buffer { key($0) }
    }

    /// Writes a member's name and its colon.
    package mutating func key(_ name: String) {
        var name = name
        name.withUTF8 { key($0) }
    }

    /// Writes a member's name, given as well-formed UTF-8, and its colon.
    package mutating func key(_ name: UnsafeBufferPointer<UInt8>) {
        quote(name, thenColon: true)
    }

    /// Writes a name and its colon that `encodedKey` made once.
    package mutating func key(encoded: [UInt8]) { raw(encoded) }

    /// The bytes of a member's name in quotes and its colon, for `key(encoded:)`.
    package static func encodedKey(_ name: String) -> [UInt8] {
        var json = JSONWriter(capacity: name.utf8.count + 3)
        json.key(name)
        return json.finish()
    }

    /// Writes `null`.
    package mutating func null() { put("null") }

    /// Writes `true` or `false`.
    package mutating func bool(_ value: Bool) { put(value ? "true" : "false") }

    /// Writes a complete value that is already encoded.
    package mutating func raw(_ encoded: [UInt8]) {
        encoded.withUnsafeBufferPointer { raw($0) }
    }

    /// Writes a complete value that is already encoded.
    package mutating func raw(_ encoded: UnsafeBufferPointer<UInt8>) {
        put(atMost: encoded.count) { $0.append(encoded) }
    }

    /// Writes a member's name and colon, as `encodedKey` makes them, and its value: `null`.
    package mutating func null(key: UnsafeBufferPointer<UInt8>) {
        put(atMost: key.count + 4) { room in
            room.append(key)
            room.append("null")
        }
    }

    /// Likewise a number as `decimal` writes it, in quotes.
    package mutating func decimal(
        key: UnsafeBufferPointer<UInt8>, _ value: Int64, places: Int, atLeast minimum: Int
    ) {
        put(atMost: key.count + DecimalDigits.longest + 2) { room in
            room.append(key)
            room.append(value, places: places, atLeast: minimum)
        }
    }

    /// Writes a complete value of three pieces that are already encoded, and behind each of the first two a number as
    /// `decimal` writes it, or null.
    package mutating func value(
        _ first: [UInt8], _ one: Int64?, _ second: [UInt8], _ two: Int64?, _ third: [UInt8],
        places: Int, atLeast minimum: Int
    ) {
        let limit = first.count + second.count + third.count + 2 * DecimalDigits.longest + 4
        put(atMost: limit) { room in
            room.append(first)
            room.append(one, places: places, atLeast: minimum)
            room.append(second)
            room.append(two, places: places, atLeast: minimum)
            room.append(third)
        }
    }

    /// Writes an integer.
    package mutating func integer(_ value: Int64) {
        decimal(value, places: 0, atLeast: 0, quoted: false)
    }

    /// Writes the fixed-point number value × 10^-places, zeros at its end trimmed down to
    /// `minimum` decimals: 145000 with 4 places and at least 2 decimals is `"14.50"`.
    ///
    /// Both are 0...8.
    package mutating func decimal(
        _ value: Int64, places: Int, atLeast minimum: Int, quoted: Bool = true
    ) {
        put(atMost: DecimalDigits.longest + 2) { room in
            if quoted {
                room.append(value, places: places, atLeast: minimum)
            } else {
                room.append(bare: value, places: places, atLeast: minimum)
            }
        }
    }

    /// Writes a string.
    package mutating func string(_ text: String) {
        var text = text
        text.withUTF8 { string($0) }
    }

    /// Writes a string, given as well-formed UTF-8.
    package mutating func string(_ text: UnsafeBufferPointer<UInt8>) {
        quote(text, thenColon: false)
    }
}

extension JSONWriter {
    /// Writes a text in quotes, copying what needs no escape in whole runs (RFC 8259 section 7).
    private mutating func quote(_ text: UnsafeBufferPointer<UInt8>, thenColon: Bool) {
        var end = ByteScan.endOfRun(text, from: 0)
        if end == text.count {
            put(atMost: text.count + 3) { room in
                room.append(UInt8(ascii: "\""))
                room.append(text)
                room.append(UInt8(ascii: "\""))
                if thenColon { room.append(UInt8(ascii: ":")) }
            }
            return
        }
        put(atMost: 1) { $0.append(UInt8(ascii: "\"")) }
        var start = 0
        while true {
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<end]))
            guard end < text.count else { break }
            escape(text[end])
            start = end + 1
            end = ByteScan.endOfRun(text, from: start)
        }
        bytes.append(UInt8(ascii: "\""))
        if thenColon { bytes.append(UInt8(ascii: ":")) }
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            let low = byte & 0xF
            bytes.append(contentsOf: [
                UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0"),
                UInt8(ascii: "0") + byte >> 4,
                low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10,
            ])
        }
    }

    /// Space inside the buffer that is being filled from its beginning.
    private struct Room {
        private let start: UnsafeMutablePointer<UInt8>
        var count = 0

        init(_ start: UnsafeMutablePointer<UInt8>) { self.start = start }

        @inline(__always)
        mutating func append(_ byte: UInt8) {
            start[count] = byte
            count &+= 1
        }

        /// A number in quotes, or null.
        @inline(__always)
        mutating func append(_ value: Int64?, places: Int, atLeast minimum: Int) {
            guard let value else { return append("null") }
            append(UInt8(ascii: "\""))
            append(bare: value, places: places, atLeast: minimum)
            append(UInt8(ascii: "\""))
        }

        @inline(__always)
        mutating func append(bare value: Int64, places: Int, atLeast minimum: Int) {
            count &+= DecimalDigits.write(
                value, places: places, atLeast: minimum, to: start + count)
        }

        @inline(__always)
        mutating func append(_ word: StaticString) {
            append(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        }

        @inline(__always)
        mutating func append(_ bytes: [UInt8]) {
            bytes.withUnsafeBufferPointer { append($0) }
        }

        @inline(__always)
        mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
            guard let source = bytes.baseAddress else { return }
            (start + count).update(from: source, count: bytes.count)
            count &+= bytes.count
        }
    }

    /// Appends up to `limit` bytes, behind a comma where one belongs, checking the buffer once.
    @inline(__always)
    private mutating func put(atMost limit: Int, _ fill: (inout Room) -> Void) {
        let needsComma = self.needsComma
        bytes.append(addingCapacity: limit + 1) { output in
            output.withUnsafeMutableBufferPointer { buffer, count in
                guard let start = buffer.baseAddress else { return }
                var room = Room(start)
                if needsComma { room.append(UInt8(ascii: ",")) }
                fill(&room)
                count = room.count
            }
        }
    }

    private var needsComma: Bool {
        switch bytes.last {
        case nil, UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ","), UInt8(ascii: ":"): false
        default: true
        }
    }

    private mutating func put(bracket: UInt8) {
        put(atMost: 1) { $0.append(bracket) }
    }

    private mutating func put(_ word: StaticString) {
        word.withUTF8Buffer { raw($0) }
    }
}
