import COpenSSL
import Dispatch
import Schema
import Synchronization

/// Password hashes: scrypt (RFC 7914) with N=2^17, r=8, p=1, parameters stored with each hash.
package enum Passwords {
    private static let cost = 17
    private static let blocks = 8

    /// `scrypt$17$8$1$salt$hash`, base64url.
    package static func hash(_ password: String) -> String {
        var salt = [UInt8](repeating: 0, count: 16)
        precondition(RAND_bytes(&salt, 16) == 1, "no randomness")
        let derived = derive(password, salt, cost: cost, blocks: blocks, lanes: 1)
        return "scrypt$\(cost)$\(blocks)$1$\(Base64URL.encode(salt))$\(Base64URL.encode(derived))"
    }

    /// Compares in constant time; false also for a hash in a form that is not known.
    package static func verify(_ password: String, _ hash: String) -> Bool {
        let parts = hash.split(separator: "$").map(String.init)
        guard parts.count == 6, parts[0] == "scrypt", let cost = Int(parts[1]),
            (1...20).contains(cost),
            let blocks = Int(parts[2]), (1...32).contains(blocks), let lanes = Int(parts[3]),
            (1...4).contains(lanes), let salt = Base64URL.decode(parts[4]),
            let wanted = Base64URL.decode(parts[5]), wanted.count == 32
        else { return false }
        let derived = derive(password, salt, cost: cost, blocks: blocks, lanes: lanes)
        return CRYPTO_memcmp(derived, wanted, 32) == 0
    }

    private static func derive(
        _ password: String, _ salt: [UInt8], cost: Int, blocks: Int, lanes: Int
    ) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: 32)
        let memory = UInt64(256 * blocks) << UInt64(cost)
        let code = password.withCString {
            EVP_PBE_scrypt(
                $0, password.utf8.count, salt, salt.count, UInt64(1) << UInt64(cost),
                UInt64(blocks), UInt64(lanes), memory, &output, 32)
        }
        precondition(code == 1, "scrypt refused its parameters")
        return output
    }

    /// What an unknown e-mail is compared with, so that it takes as long as a known one.
    static let decoy = hash("no such user")
}

/// Hashing, two at a time and a bounded number waiting: 128 MiB and about half a second each.
package final class PasswordQueue: Sendable {
    private let queue = DispatchQueue(label: "trato.passwords", attributes: .concurrent)
    private let slots = DispatchSemaphore(value: 2)
    private let waiting = Atomic<Int>(0)
    private let taken = Atomic<Int>(0)

    /// Hashes asked for since the start.
    package var count: Int { taken.load(ordering: .relaxed) }

    private static let limit = 32
    private let refusals = Atomic<Int>(0)

    /// Passwords being hashed or waiting for it.
    var length: Int { waiting.load(ordering: .relaxed) }

    /// Passwords that were not taken since the start.
    var refused: Int { refusals.load(ordering: .relaxed) }

    /// Throws `too_many_requests` when too many wait.
    func run(_ work: @escaping @Sendable () -> Void) throws {
        guard waiting.add(1, ordering: .relaxed).newValue <= Self.limit else {
            waiting.subtract(1, ordering: .relaxed)
            refusals.add(1, ordering: .relaxed)
            var problem = Problem(.tooManyRequests, "Too many passwords are being checked.")
            problem.retryAfterSeconds = 5
            throw problem
        }
        taken.add(1, ordering: .relaxed)
        queue.async { [self] in
            slots.wait()
            work()
            slots.signal()
            waiting.subtract(1, ordering: .relaxed)
        }
    }
}
