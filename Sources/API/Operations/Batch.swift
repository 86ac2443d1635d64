import HTTP
import JSON
import Schema
import Store

/// `POST /v1/batch`: up to a thousand operations in one request, all or nothing or each for itself.
extension Executor {
    static let maximumOperations = 1_000

    func batch(_ call: Call, _ tx: Transaction) throws -> Response {
        let (isAtomic, operations) = try BatchRequest.read(call)
        var answers: [Response] = []
        var results: [String: JSONDocument] = [:]
        for (index, operation) in operations.enumerated() {
            let response: Response
            do {
                response = try tx.savepoint {
                    let inner = try operation.call(in: call, results, application)
                    return try self.one(inner, tx)
                }
            } catch {
                let problem = Problem.from(error) {
                    application.log("request \(call.request.id) operation \(index): \($0)")
                }
                guard !isAtomic else { throw problem.inBatch(index) }
                response = problem.response(
                    instance: operation.path, requestID: call.request.id)
            }
            if let name = operation.ref, response.status < 300,
                let document = try? JSONDocument(response.body)
            {
                results[name] = document
            }
            answers.append(response)
        }
        return encode(answers)
    }

    private func one(_ call: Call, _ tx: Transaction) throws -> Response {
        let outer = tx.context
        defer { tx.context = outer }
        let context = call.context(application, ids: application.writerIDs.source)
        tx.context = context
        let key = try Idempotency.Key(call)
        let response = try write(call, key, tx)
        if context.hasChangedAccess { (outer as? Context)?.noteChangedAccess() }
        return response
    }

    private func encode(_ answers: [Response]) -> Response {
        var json = JSONWriter(capacity: answers.count * 512)
        json.beginObject()
        json.key("results")
        json.beginArray()
        for answer in answers {
            json.beginObject()
            json.key("status")
            json.integer(Int64(answer.status))
            json.key("headers")
            json.beginObject()
            for (name, value) in answer.headers {
                json.key(name)
                json.string(value)
            }
            json.endObject()
            json.key("body")
            if answer.body.isEmpty { json.null() } else { json.raw(answer.body) }
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return Response(200, body: json.finish(), type: "application/json")
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
