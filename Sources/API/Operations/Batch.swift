import HTTP
import JSON
import Schema
import Store

/// `POST /v1/batch`: up to a thousand operations in one request, all or nothing or each for itself.
extension Executor {
    static let maximumOperations = 1_000

    func batch(_ call: Call, _ tx: Transaction) throws -> Written {
        let (isAtomic, operations) = try BatchRequest.read(call)
        var answers: [Written] = []
        var results = BatchResults()
        var way: BatchWay?
        let requestID = call.request.id
        for (index, operation) in operations.enumerated() {
            let answer: Written
            do {
                let run = {
                    let inner = try operation.call(
                        in: call, requestID, results, &way, self.application)
                    let made = try self.one(inner, tx)
                    try results.add(made.sent, for: operation)
                    return made
                }
                // What fails in an atomic batch undoes the whole request, so a savepoint for each operation would be
                // for nothing; and they are dear, see `Writer.Job.Isolation.own`.
                answer = try isAtomic ? run() : tx.savepoint(run)
            } catch let failure as StoreError where !tx.survives(failure) {
                // Everything is undone: no operation may go on as if it were not.
                throw failure
            } catch {
                let problem = Problem.from(
                    error, application.log, "request \(requestID) operation \(index)")
                guard !isAtomic else { throw problem.inBatch(index) }
                let response = problem.response(
                    instance: operation.path, requestID: requestID)
                answer = Written(sent: response, kept: response)
            }
            answers.append(answer)
        }
        let sent = encode(answers.map(\.sent))
        // What is kept differs by the secrets that are told only once.
        return Written(sent: sent, kept: sent.isSecret ? encode(answers.map(\.kept)) : sent)
    }

    private func one(_ call: Call, _ tx: Transaction) throws -> Written {
        let outer = tx.context
        defer { tx.context = outer }
        let context = call.context(application, ids: application.writerIDs.source)
        tx.context = context
        let key = try Idempotency.Key(call)
        let written = try write(call, key, tx)
        (outer as? Context)?.note(context)
        return written
    }

    private func encode(_ answers: [Response]) -> Response {
        let size = answers.reduce(64) { $0 + $1.body.count + 2 * $1.head.count + 64 }
        var json = JSONWriter(capacity: size)
        json.beginObject()
        json.key("results")
        json.beginArray()
        for answer in answers {
            json.beginObject()
            json.key("status")
            json.integer(Int64(answer.status))
            json.key("headers")
            json.beginObject()
            writeFields(answer.head, to: &json)
            json.endObject()
            json.key("body")
            if answer.body.isEmpty { json.null() } else { json.raw(answer.body) }
            json.endObject()
        }
        json.endArray()
        json.endObject()
        var response = Response(200, body: json.finish(), type: "application/json")
        response.isSecret = answers.contains { $0.isSecret }
        return response
    }
}

/// Writes field lines as members of the open object.
private func writeFields(_ head: [UInt8], to json: inout JSONWriter) {
    head.withUnsafeBufferPointer { bytes in
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\r")) {
            let line = rest[..<end]
            if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
                json.key(UnsafeBufferPointer(rebasing: line[..<colon]))
                let value = line[(colon + 1)...].drop { $0 == UInt8(ascii: " ") }
                json.string(UnsafeBufferPointer(rebasing: value))
            }
            rest = rest[(end + 1)...].dropFirst()
        }
    }
}

extension Problem {
    /// The same problem, seen from the batch: pointers lead to the operation's body.
    fileprivate func inBatch(_ index: Int) -> Problem {
        var problem = self
        problem.detail = "Operation \(index): \(detail)"
        problem.faults = faults.map { $0.under("/operations/\(index)/body") }
        problem.extras.append(("operation", .integer(Int64(index))))
        return problem
    }
}
