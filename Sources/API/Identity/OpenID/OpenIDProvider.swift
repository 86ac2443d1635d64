import Dispatch
import Schema
import Store
import Synchronization

// The keys of an OpenID provider, fetched beside the loops and read by them without waiting.
//
// A set of keys is never changed, only replaced; `version` then rises, and every loop forgets the tokens it has accepted
// and takes the new set with the next request (CredentialCache). So the only lock is taken once for each change. Keys are
// fetched at start, again every ten minutes, and when a token names a key that is not known: that request, and those that
// come meanwhile, wait for the answer instead of failing while a provider changes its keys. Whatever asks, the provider is
// asked at most every thirty seconds. When it does not answer the last keys stay good.

/// An OpenID provider whose tokens are accepted.
package final class OpenIDProvider: Sendable {
    private struct State {
        var keys: KeySet?
        /// What the keys were read from.
        var source: [UInt8]?
        /// Milliseconds; nil before the first time.
        var askedAt: Int64?
        var isAsking = false
        var waiting: [@Sendable () -> Void] = []
    }

    let terms: OpenIDTerms
    /// Rises with every new set of keys.
    let version = Atomic<Int>(0)
    private let clock: Clock
    private let log: Log
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "trato.openid")

    static let restSeconds = 30
    private static let refreshMilliseconds: Int64 = 600_000
    private static let fetchMilliseconds = 10_000
    private static let sizeLimit = 256 * 1024
    private static let waitingLimit = 1_000

    init(_ terms: OpenIDTerms, _ clock: Clock, log: Log) {
        self.terms = terms
        self.clock = clock
        self.log = log
    }

    /// Reads the keys from a file, or begins to fetch them: a provider that does not answer now will later.
    ///
    /// Throws `OpenIDError` for a file without keys, and when libcurl is missing.
    package func start() throws(OpenIDError) {
        if isRemote {
            do throws(OutgoingError) {
                try Outgoing.prepare()
            } catch {
                throw OpenIDError("\(terms.keys) cannot be fetched: \(error.reason)")
            }
            _ = refresh {}
        } else {
            do throws(OpenIDError) {
                try take(try fetch())
            } catch {
                throw OpenIDError("\(terms.keys) \(error)")
            }
        }
    }

    /// The newest keys; nil before the first.
    var keys: KeySet? { state.withLock { $0.keys } }

    /// Fetches the keys when that was long ago; called about once a minute.
    func refreshWhenDue() {
        let now = clock.milliseconds()
        let isDue = state.withLock { state in
            guard state.keys != nil, let asked = state.askedAt else { return true }
            return abs(now - asked) >= Self.refreshMilliseconds
        }
        if isDue { _ = refresh {} }
    }

    /// Fetches the keys and then calls `done`, on another thread; false, and nothing, when that was a moment ago or too
    /// many wait.
    func refresh(_ done: @escaping @Sendable () -> Void) -> Bool {
        let now = clock.milliseconds()
        let (isComing, begins) = state.withLock { state in
            guard state.waiting.count < Self.waitingLimit else { return (false, false) }
            let isRested = state.askedAt.map { abs(now - $0) >= Int64(Self.restSeconds) * 1_000 }
            guard state.isAsking || isRested ?? true else { return (false, false) }
            state.waiting.append(done)
            defer { state.isAsking = true }
            return (true, !state.isAsking)
        }
        if begins { queue.async { self.ask() } }
        return isComing
    }

    /// The user whom a token vouches for, as a credential that ends with it.
    ///
    /// Throws `unauthenticated`, or `UnknownKey`.
    func credential(
        _ token: String, _ keys: KeySet?, _ identity: Identity, _ tx: Transaction
    ) throws -> Identity.Credential {
        let (email, end) = try terms.person(in: token, keys, now: clock.milliseconds())
        guard let access = try identity.person(email, tx) else {
            throw Problem.token("There is no active user with the e-mail address of the token.")
        }
        return Identity.Credential(access: access, expiresAt: end)
    }

    private func ask() {
        do throws(OpenIDError) {
            try take(try fetch())
        } catch {
            log(
                .error, "The keys of the OpenID provider were not renewed: \(terms.keys) \(error)")
        }
        let waiting = state.withLock { state in
            state.isAsking = false
            state.askedAt = clock.milliseconds()
            defer { state.waiting = [] }
            return state.waiting
        }
        for done in waiting { done() }
    }

    private func take(_ source: [UInt8]) throws(OpenIDError) {
        guard source != state.withLock({ $0.source }) else { return }
        let keys = try KeySet(source)
        state.withLock { state in
            state.keys = keys
            state.source = source
        }
        version.add(1, ordering: .releasing)
    }

    private var isRemote: Bool { terms.keys.hasPrefix("https://") }

    private func fetch() throws(OpenIDError) -> [UInt8] {
        guard isRemote else {
            do throws(LocalFileError) {
                return try LocalFile.read(terms.keys, limit: Self.sizeLimit)
            } catch {
                throw OpenIDError(error.reason)
            }
        }
        do throws(OutgoingError) {
            return try Outgoing.get(
                terms.keys, limit: Self.sizeLimit, milliseconds: Self.fetchMilliseconds,
                authorities: terms.authorities)
        } catch {
            throw OpenIDError("cannot be fetched: \(error.reason)")
        }
    }
}
