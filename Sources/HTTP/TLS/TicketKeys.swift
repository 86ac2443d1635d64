import CLinux
import COpenSSL
import Synchronization

// A session ticket is the session itself, sealed with a key that only the server knows (RFC 5077,
// RFC 8446 section 4.6.1), so that resuming needs no memory here and works on every loop.
//
// Whoever had the key of an old ticket could read the TLS 1.2 sessions that it resumed. So a key
// seals for twelve hours, opens for twelve more, and is forgotten; none is ever written anywhere.
// The keys outlive a reload of the certificate: clients resume as if nothing had happened.

/// The keys of session tickets, shared by all contexts and loops of a server.
final class TicketKeys: Sendable {
    struct Key: Sendable {
        let name: [UInt8]
        let cipher: [UInt8]
        let mac: [UInt8]
        /// Milliseconds of the monotonic clock.
        let made: Int64

        init(made: Int64) {
            var random = [UInt8](repeating: 0, count: 80)
            precondition(RAND_bytes(&random, 80) == 1, "there is no randomness")
            name = Array(random[..<16])
            cipher = Array(random[16..<48])
            mac = Array(random[48...])
            self.made = made
        }
    }
    /// Milliseconds for which a key seals; for as long again it opens.
    static let period: Int64 = 12 * 3600 * 1000

    /// The newest first.
    private let keys = Mutex<[Key]>([])

    /// The key that seals now.
    func current(at now: Int64) -> Key {
        keys.withLock { keys in
            if let first = keys.first, now - first.made < Self.period { return first }
            keys.removeAll { now - $0.made >= 2 * Self.period }
            let key = Key(made: now)
            keys.insert(key, at: 0)
            return key
        }
    }

    /// The key of that name while it opens, and whether the client should get a newer ticket.
    func find(_ name: UnsafeBufferPointer<UInt8>, at now: Int64) -> (key: Key, isOld: Bool)? {
        keys.withLock { keys in
            guard let key = keys.first(where: { $0.name.elementsEqual(name) }),
                now - key.made < 2 * Self.period
            else { return nil }
            return (key, now - key.made >= Self.period)
        }
    }
}

extension TicketKeys {
    /// Makes a context seal its tickets with these keys, which it does not keep alive.
    func install(in context: OpaquePointer) {
        SSL_CTX_set_ex_data(context, 0, Unmanaged.passUnretained(self).toOpaque())
        SSL_CTX_set_tlsext_ticket_key_evp_cb(context) { session, name, vector, cipher, mac, seals in
            guard let session, let name, let vector, let cipher, let mac,
                let data = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(session), 0)
            else { return -1 }
            let keys = Unmanaged<TicketKeys>.fromOpaque(data).takeUnretainedValue()
            let now = trato_microseconds() / 1000
            return seals == 1
                ? keys.seal(name, vector, cipher, mac, now)
                : keys.open(name, vector, cipher, mac, now)
        }
    }

    private func seal(
        _ name: UnsafeMutablePointer<UInt8>, _ vector: UnsafeMutablePointer<UInt8>,
        _ cipher: OpaquePointer, _ mac: OpaquePointer, _ now: Int64
    ) -> Int32 {
        let key = current(at: now)
        name.update(from: key.name, count: 16)
        guard RAND_bytes(vector, 16) == 1,
            EVP_EncryptInit_ex(cipher, EVP_aes_256_cbc(), nil, key.cipher, vector) == 1
        else { return -1 }
        return trato_hmac_begin(mac, key.mac, key.mac.count) == 1 ? 1 : -1
    }

    /// 0 for a ticket of another server or a forgotten key: the handshake is made in full.
    private func open(
        _ name: UnsafeMutablePointer<UInt8>, _ vector: UnsafeMutablePointer<UInt8>,
        _ cipher: OpaquePointer, _ mac: OpaquePointer, _ now: Int64
    ) -> Int32 {
        guard let (key, isOld) = find(UnsafeBufferPointer(start: name, count: 16), at: now) else {
            return 0
        }
        guard EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), nil, key.cipher, vector) == 1,
            trato_hmac_begin(mac, key.mac, key.mac.count) == 1
        else { return -1 }
        return isOld ? 2 : 1
    }
}
