import HTTP
import JSON
import Schema
import Store

/// The answer of a write, carried from the transaction to what is sent after its commit.
///
/// Written inside the job and read in its completion, which the writer runs after it on the same thread.
private final class Outcome: @unchecked Sendable {
    var response: Response?
    var isReplay = false
    var hasChangedAccess = false
    var hasBackgroundWork = false
}

/// Rolls a transaction back and answers all the same.
private struct DryRun: Error {}

/// What stands for a hash while a request is tried.
private let noHash = ""

extension Pipeline {
    func write(_ call: Call, _ exchange: Exchange) throws {
        try refuseBadDryRun(call)
        let key = try Idempotency.Key(call)
        guard let password = call.clearPassword else {
            try application.submit(call, key, exchange, starts: false)
            hasSubmitted = true
            return
        }
        // A hash costs 450 ms and 128 MiB: it is made for a request that is known to succeed.
        var trial = call
        trial.passwordHash = noHash
        let application = application
        try application.run(trial, key, isTrial: true, starts: false) { outcome, error in
            guard error == nil, !outcome.isReplay, !call.isDryRun else {
                let response = application.response(to: call, outcome.response, error)
                application.desk.give(response, to: exchange)
                return
            }
            application.hash(password, call, key, exchange)
        }
        hasSubmitted = true
    }

    private func refuseBadDryRun(_ call: Call) throws {
        let given = call.query.filter { $0.name == "dry_run" }.map(\.value)
        if given.isEmpty || given == ["true"] || given == ["false"] { return }
        throw ListParameters.bad("dry_run", "dry_run takes true or false.")
    }

}

extension Application {
    /// Runs a call in the writer's transaction and answers after its commit.
    ///
    /// What does not start the writer at once leaves that to the end of the loop's batch, by `hasSubmitted`.
    func submit(
        _ call: Call, _ key: Idempotency.Key?, _ exchange: Exchange, starts: Bool
    ) throws {
        try run(call, key, starts: starts) { [self] outcome, error in
            desk.give(response(to: call, outcome.response, error), to: exchange)
        }
    }

    /// Hashes a password where it holds up neither a loop nor the writer, then runs the request that sets it.
    fileprivate func hash(
        _ password: String, _ call: Call, _ key: Idempotency.Key?, _ exchange: Exchange
    ) {
        do {
            try passwords.run { [self] in
                var hashed = call
                hashed.passwordHash = Passwords.hash(password)
                do {
                    try submit(hashed, key, exchange, starts: true)
                } catch {
                    exchange.respond(response(to: call, nil, error))
                }
            }
        } catch {
            desk.give(response(to: call, nil, error), to: exchange)
        }
    }

    /// Runs a write in a transaction of its own and tells what came of it; a trial leaves nothing behind.
    fileprivate func run(
        _ call: Call, _ key: Idempotency.Key?, isTrial: Bool = false, starts: Bool,
        _ done: @escaping @Sendable (Outcome, (any Error)?) -> Void
    ) throws {
        let outcome = Outcome()
        let executor = Executor(application: self)
        try database.writer.submit(
            Writer.Job(
                bytes: call.memory,
                isolation: isTrial || call.isDryRun
                    ? .always : BatchRequest.isolatesOperations(call) ? .own : .savepoint,
                mayRunAgain: call.upload == nil,
                run: { [self] tx in
                    let context = call.context(self, ids: writerIDs.source)
                    tx.context = context
                    let written = try executor.write(call, key, tx)
                    outcome.response = written.sent
                    outcome.isReplay = written.isReplay
                    if call.isDryRun || isTrial { throw DryRun() }
                    outcome.hasChangedAccess = context.hasChangedAccess
                    outcome.hasBackgroundWork = context.hasBackgroundWork
                },
                done: { [self] error in
                    noteRoom(after: error)
                    if outcome.hasChangedAccess { generation.add(1, ordering: .releasing) }
                    if outcome.hasBackgroundWork, error == nil { bulk.start(self) }
                    done(outcome, error is DryRun ? nil : error)
                }), starts: starts)
    }

    /// What a write answers once its transaction has ended.
    fileprivate func response(
        to call: Call, _ response: Response?, _ error: (any Error)?
    ) -> Response {
        if let error { return refusal(error, call.request, call.endpoint.dialect) }
        guard var response else { preconditionFailure("a write ended without an answer") }
        response.isSecret = response.isSecret || call.endpoint.operation.isLogin
        if !response.isSecret, call.endpoint.dialect != .page { response.caching = .revalidated }
        return response
    }
}

/// What a write answers, and what of it may be stored for a replay: everything but tokens, which are shown once.
struct Written {
    var sent: Response
    var kept: Response
    var isReplay = false
}

extension Executor {
    /// Runs a write once for its key, and stores the answer with its effect.
    func write(_ call: Call, _ key: Idempotency.Key?, _ tx: Transaction) throws -> Written {
        if let key, let stored = try key.replay(in: tx) {
            return Written(sent: stored, kept: stored, isReplay: true)
        }
        let written = try perform(call, tx)
        if !call.isDryRun { try key?.store(written.kept, in: tx) }
        return written
    }

    private func perform(_ call: Call, _ tx: Transaction) throws -> Written {
        if case .batch = call.endpoint.operation { return try batch(call, tx) }
        var answer = try run(call, tx)
        let response = try render(answer, call, tx)
        guard !answer.secrets.isEmpty else { return Written(sent: response, kept: response) }
        answer.secrets = []
        return Written(sent: response, kept: try render(answer, call, tx))
    }
}

/// The ids of the writer's records, in order; used only in its transactions, one at a time.
final class WriterIDs: @unchecked Sendable {
    let source = IDSource()
}
