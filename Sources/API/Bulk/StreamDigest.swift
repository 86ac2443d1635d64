import COpenSSL

/// A SHA-256 value of bytes that come piece by piece, FIPS 180-4; belongs to one thread at a time.
final class StreamDigest {
    private let context = EVP_MD_CTX_new()

    init() {
        let isBegun = EVP_DigestInit_ex(context, EVP_sha256(), nil)
        precondition(isBegun == 1, "libcrypto has no SHA-256")
    }

    deinit { EVP_MD_CTX_free(context) }

    func update(_ bytes: [UInt8]) {
        let isTaken = EVP_DigestUpdate(context, bytes, bytes.count)
        precondition(isTaken == 1, "libcrypto has no memory")
    }

    /// Lower-case, 64 characters; nothing may be added afterwards.
    func finish() -> String {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        let isDone = withUnsafeMutableBytes(of: &words) { target in
            EVP_DigestFinal_ex(
                context, target.baseAddress?.assumingMemoryBound(to: UInt8.self), nil)
        }
        precondition(isDone == 1, "libcrypto has no SHA-256")
        return Digest(words: words).hexadecimal
    }
}
