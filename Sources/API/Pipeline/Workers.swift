// Reads that may take long, such as documents: a few at a time and a bounded number waiting, beside the loops.
//
// A worker has a read connection of its own. What it reads it reads in one short transaction; what takes long, laying a
// document out, comes after that, so that no snapshot is held open meanwhile and the log can be checkpointed. Requests
// without a credential may take only a part of the queue: a link that is passed around must not keep colleagues waiting.

import Dispatch
import HTTP
import Schema
import Store
import Synchronization

final class Workers: Sendable {
    private typealias Job = @Sendable (Worker?) -> Worker?

    private struct State {
        var running = 0
        var waiting: [Job] = []
        /// Those without a credential among them that wait or run.
        var strangers = 0
        var idle: [Worker] = []
    }

    private static let width = 2
    private static let limit = 64
    private static let strangersLimit = 16

    private let state = Mutex(State())
    /// Of a class of its own: others may block the threads of the usual one.
    private let queue = DispatchQueue(
        label: "trato.workers", qos: .userInitiated, attributes: .concurrent)

    /// Runs a read and answers it; throws `overloaded` when too many wait.
    func read(_ call: Call, _ exchange: Exchange, _ application: Application) throws {
        let isStranger = !call.endpoint.needsCredential
        let job: Job = { [self] idle in
            var worker = idle
            do {
                let known = try worker ?? Worker(application)
                worker = known
                try known.answer(call, exchange, application)
            } catch {
                exchange.respond(
                    application.refusal(error, call.request, call.endpoint.dialect))
            }
            if isStranger { state.withLock { $0.strangers -= 1 } }
            return worker
        }
        switch place(job, isStranger: isStranger) {
        case .starts: start(job)
        case .waits: return
        case .refused:
            var problem = Problem(.overloaded, "Too many documents are being made; try again.")
            problem.retryAfterSeconds = 2
            throw problem
        }
    }

    private enum Place { case starts, waits, refused }

    private func place(_ job: @escaping Job, isStranger: Bool) -> Place {
        state.withLock { state in
            let isFull = state.running >= Self.width && state.waiting.count >= Self.limit
            guard !isFull, !isStranger || state.strangers < Self.strangersLimit else {
                return .refused
            }
            if isStranger { state.strangers += 1 }
            guard state.running < Self.width else {
                state.waiting.append(job)
                return .waits
            }
            state.running += 1
            return .starts
        }
    }

    private func start(_ job: @escaping Job) {
        queue.async { [self] in
            var next: Job? = job
            while let current = next {
                let worker = current(state.withLock { $0.idle.popLast() })
                next = state.withLock { state in
                    if let worker { state.idle.append(worker) }
                    guard !state.waiting.isEmpty else {
                        state.running -= 1
                        return nil
                    }
                    return state.waiting.removeFirst()
                }
            }
        }
    }
}

/// A read connection and what rendering needs beside it; used by one job at a time.
private final class Worker: @unchecked Sendable {
    private let reader: Reader
    private let ids = IDSource()

    init(_ application: Application) throws { reader = try application.database.reader() }

    func answer(_ call: Call, _ exchange: Exchange, _ application: Application) throws {
        let executor = Executor(application: application)
        let answer: Answer
        var response: Response
        do {
            let tx = try reader.transaction()
            defer { reader.end() }
            tx.context = call.context(application, ids: ids)
            answer = try executor.run(call, tx)
            guard case .made(let make) = answer.content else {
                response = try executor.render(answer, call, tx)
                call.endpoint.finish(&response)
                return exchange.respond(response)
            }
            reader.end()
            let rendition = try make()
            response = rendition.response
            for (name, value) in answer.headers { response.add(name, value) }
            call.endpoint.finish(&response)
            guard let note = answer.note else { return exchange.respond(response) }
            try application.note(call, exchange, response) { try note(rendition, $0) }
        }
    }
}

extension Application {
    /// Writes something down, and answers when it is committed.
    fileprivate func note(
        _ call: Call, _ exchange: Exchange, _ response: Response,
        _ note: @escaping @Sendable (Transaction) throws -> Void
    ) throws {
        try database.writer.submit(
            Writer.Job(
                run: { [self] tx in
                    tx.context = call.context(self, ids: writerIDs.source)
                    try note(tx)
                },
                done: { [self] error in
                    desk.give(
                        error.map { refusal($0, call.request, call.endpoint.dialect) } ?? response,
                        to: exchange)
                }))
    }
}
