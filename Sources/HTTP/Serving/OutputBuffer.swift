import Glibc

/// Memory of a loop in which answers are put together before they are sent.
///
/// A class over raw memory: appending to an array through a class costs an exclusivity check and a
/// uniqueness check for every piece.
final class OutputBuffer {
    private(set) var bytes: UnsafeMutablePointer<UInt8>
    private(set) var count = 0
    private var capacity: Int

    init(capacity: Int = 64 * 1024) {
        self.capacity = capacity
        bytes = .allocate(capacity: capacity)
    }

    deinit { bytes.deallocate() }

    var isEmpty: Bool { count == 0 }

    /// What is in it, until the next change.
    var content: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: bytes, count: count) }

    /// Forgets the content and keeps the memory, unless one huge answer made it large.
    func removeAll() {
        count = 0
        guard capacity > 1024 * 1024 else { return }
        bytes.deallocate()
        capacity = 64 * 1024
        bytes = .allocate(capacity: capacity)
    }

    @inline(__always)
    func append(_ source: UnsafePointer<UInt8>, _ length: Int) {
        if capacity - count < length { grow(length) }
        memcpy(bytes + count, source, length)
        count += length
    }

    @inline(__always)
    func append(_ text: StaticString) {
        append(text.utf8Start, text.utf8CodeUnitCount)
    }

    @inline(__always)
    func append(_ buffer: UnsafeBufferPointer<UInt8>) {
        guard let base = buffer.baseAddress else { return }
        append(base, buffer.count)
    }

    @inline(__always)
    func append(_ array: [UInt8]) {
        array.withUnsafeBufferPointer { append($0) }
    }

    /// Appends a non-negative integer in decimal.
    func append(decimal value: Int) {
        IntegerDigits.with(value) { append($0) }
    }

    /// Appends an integer in hexadecimal, as chunk sizes are written.
    func append(hexadecimal value: Int) {
        append(Array(String(value, radix: 16).utf8))
    }

    /// Appends 64 bits as 16 hexadecimal digits.
    func append(word: UInt64) {
        if capacity - count < 16 { grow(16) }
        let space = UnsafeMutableRawPointer(bytes + count)
        let high = hexadecimalDigits(UInt32(truncatingIfNeeded: word >> 32))
        let low = hexadecimalDigits(UInt32(truncatingIfNeeded: word))
        space.storeBytes(of: high.bigEndian, as: UInt64.self)
        space.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        count += 16
    }

    private func grow(_ length: Int) {
        capacity = max(capacity * 2, count + length)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: bytes, count: count)
        bytes.deallocate()
        bytes = larger
    }
}
