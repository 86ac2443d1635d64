import CCurl
import Glibc
import JSON

/// A server of ours somewhere, for the command line; every call blocks.
package struct RemoteServer: Sendable {
    private let url: String
    private let key: String
    private static let longestAnswer = 16 << 20

    /// Loaded once, when first needed; addresses of functions, which nobody changes afterwards.
    private nonisolated(unsafe) static let library: Result<trato_transfer, RemoteError> = {
        var functions = trato_transfer()
        if let fault = trato_transfer_load(&functions) {
            return .failure(RemoteError(String(cString: fault)))
        }
        return .success(functions)
    }()

    package init(url: String, key: String) {
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.key = key
    }

    /// An answer with its status.
    package struct Answer: Sendable {
        package let status: Int
        package let body: [UInt8]

        /// The body; null where it is no JSON.
        package var json: JSONDocument? { try? JSONDocument(body) }
    }

    package func get(_ target: String) throws(RemoteError) -> Answer {
        try run(target, [], nil, 0) { _ in }
    }

    /// Sends a file; `sent` is told how many of its bytes are on their way.
    package func post(
        _ target: String, file: String, type: String, sent: @escaping (Int64) -> Void
    ) throws(RemoteError) -> Answer {
        guard let body = fopen(file, "rbe") else {
            throw RemoteError("\(file) cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { fclose(body) }
        var status = stat()
        guard fstat(fileno(body), &status) == 0 else {
            throw RemoteError("\(file) cannot be read: \(String(cString: strerror(errno)))")
        }
        return try run(target, ["Content-Type: \(type)"], body, Int64(status.st_size), sent)
    }

    private final class Sent {
        let note: (Int64) -> Void

        init(_ note: @escaping (Int64) -> Void) { self.note = note }
    }

    private func run(
        _ target: String, _ more: [String], _ body: UnsafeMutablePointer<FILE>?, _ size: Int64,
        _ sent: @escaping (Int64) -> Void
    ) throws(RemoteError) -> Answer {
        var functions = try Self.library.get()
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.longestAnswer)
        defer { buffer.deallocate() }
        var answer = trato_answer()
        answer.bytes = buffer
        answer.limit = Self.longestAnswer
        let lines = more + ["Authorization: Bearer \(key)", "User-Agent: trato/\(Version.current)"]
        let headers = lines.map { strdup($0) }
        defer { for header in headers { free(header) } }
        let note = Sent(sent)
        let list = headers.map { UnsafePointer<CChar>($0) } + [nil]
        let isDone = withExtendedLifetime(note) {
            trato_transfer_run(
                &functions, url + target, list, body, size,
                { context, count in
                    guard let context else { return }
                    Unmanaged<Sent>.fromOpaque(context).takeUnretainedValue().note(count)
                }, Unmanaged.passUnretained(note).toOpaque(), &answer)
        }
        guard isDone == 1 else {
            let reason = withUnsafeBytes(of: answer.error) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            throw RemoteError(reason)
        }
        return Answer(
            status: Int(answer.status),
            body: Array(UnsafeBufferPointer(start: buffer, count: answer.count)))
    }
}

/// Why there is no answer: a sentence without its end.
package struct RemoteError: Error {
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}
