import COpenSSL

/// A SHA-256 value, FIPS 180-4.
package struct Digest: Hashable, Sendable {
    let words: (UInt64, UInt64, UInt64, UInt64)

    /// OpenSSL 3 looks an algorithm up by name for each of its one-shot calls, which costs ten times the hash of a token.
    private nonisolated(unsafe) static let algorithm = EVP_MD_fetch(nil, "SHA256", nil)

    package static func sha256(_ bytes: [UInt8]) -> Digest {
        var output: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        let isDone = withUnsafeMutableBytes(of: &output) { target in
            EVP_Digest(
                bytes, bytes.count, target.baseAddress?.assumingMemoryBound(to: UInt8.self), nil,
                algorithm, nil)
        }
        precondition(isDone == 1, "libcrypto has no SHA-256")
        return Digest(words: output)
    }

    package static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }

    package func hash(into hasher: inout Hasher) { hasher.combine(words.0) }

    /// Lower-case, 64 characters.
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return withUnsafeBytes(of: words) { bytes in
            String(
                decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
                as: UTF8.self)
        }
    }
}
