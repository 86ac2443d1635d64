import CLinux
import Glibc

/// Random bits drawn from the kernel in blocks: one call serves 256 request ids.
final class RandomBlock {
    private var words = [UInt64](repeating: 0, count: 512)
    private var used = 512

    /// The next 64 bits; never handed out twice.
    func next() -> UInt64 {
        if used == words.count { refill() }
        let word = words[used]
        used += 1
        return word
    }

    private func refill() {
        words.withUnsafeMutableBytes { bytes in
            var filled = 0
            while filled < bytes.count {
                let count = getrandom(
                    bytes.baseAddress.map { $0 + filled }, bytes.count - filled, 0)
                // Only a signal can interrupt it (random(7)); any other failure is a broken kernel.
                precondition(count >= 0 || errno == EINTR, "the kernel gives no randomness")
                filled += max(0, count)
            }
        }
        used = 0
    }
}

extension [UInt8] {
    /// Appends 64 bits as 16 hexadecimal digits.
    mutating func append(hexadecimal word: UInt64) {
        for half in [UInt32(truncatingIfNeeded: word >> 32), UInt32(truncatingIfNeeded: word)] {
            Swift.withUnsafeBytes(of: hexadecimalDigits(half).bigEndian) { append(contentsOf: $0) }
        }
    }
}
