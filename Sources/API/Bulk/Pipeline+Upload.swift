import HTTP
import JSON
import Schema
import Store

// A file is taken while it arrives. What can be said before its first byte is said then (who asks, whether they may,
// whether the parameters make sense, whether there is room), so that nobody sends a gigabyte for a 403.

extension Pipeline {
    package func receive(_ request: Request) -> Reception {
        do {
            let (number, _) = try route(request, nil)
            let endpoint = application.endpoints.endpoint(number)
            try Negotiation.checkFile(request, endpoint)
            _ = try Idempotency.Key.text(of: request)
            let caller = try credentials.caller(request, application, reader, now: time)
            _ = try authorise(caller, endpoint, number)
            _ = try application.bulk.terms(
                try query(of: request), request, caller.access, application.registry)
            return .pieces(try application.bulk.upload(expecting: request.promisedLength))
        } catch {
            return .refused(application.refusal(error, request))
        }
    }

    /// Makes a file that has come as a whole an import, and answers.
    func importFile(_ call: Call, _ exchange: Exchange) throws {
        let terms = try application.bulk.terms(
            call.query, call.request, call.access, application.registry)
        let upload = try received(call.request)
        let application = application
        upload.end { result in
            do {
                let received = try result.get()
                var call = call
                // A key may come again with the same file only.
                call.fingerprint = received.fingerprint
                call.upload = UploadedFile(upload: upload, count: received.count, terms: terms)
                try application.submit(
                    call, try Idempotency.Key(call), exchange, starts: true)
            } catch {
                exchange.respond(application.refusal(error, call.request))
            }
        }
    }

    /// The upload; without a socket the body is all there, and goes the same way.
    private func received(_ request: Request) throws -> Upload {
        if let upload = request.upload as? Upload { return upload }
        let upload = try application.bulk.upload(expecting: request.body.count)
        request.body.withUnsafeBufferPointer { upload.receive($0) }
        return upload
    }
}

extension Request {
    /// What `Content-Length` says; 0 where it says nothing.
    fileprivate var promisedLength: Int { header("content-length").flatMap { Int($0) } ?? 0 }
}

extension Negotiation {
    /// The forms of files, by their media types.
    private static let files: [(type: String, format: BulkFormat)] = [
        ("application/x-ndjson", .ndjson), ("application/ndjson", .ndjson),
        ("application/jsonl", .ndjson), ("text/csv", .csv),
    ]

    static func checkFile(_ request: Request, _ endpoint: Endpoint) throws {
        try check(request, endpoint)
        _ = try format(of: request)
        let coding = request.header("content-encoding")?.lowercased()
        guard coding == nil || ["gzip", "x-gzip", "identity"].contains(coding) else {
            var problem = Problem(.unsupportedMediaType, "The only Content-Encoding read is gzip.")
            problem.headers = [("Accept-Encoding", "gzip")]
            throw problem
        }
    }

    static func format(of request: Request) throws -> BulkFormat {
        if let type = request.header("content-type"), request.headerLines("content-type") == 1,
            let found = files.first(where: { MediaType.isUTF8(type, $0.type) })
        {
            return found.format
        }
        var problem = Problem(
            .unsupportedMediaType, "Send application/x-ndjson or text/csv, in UTF-8.")
        problem.headers = [("Accept", "application/x-ndjson, text/csv")]
        throw problem
    }
}
