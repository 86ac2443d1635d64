import API
import Dispatch
import HTTP

/// Stands for one loop of the server: a serial queue and the pipeline that belongs to it.
///
/// Unchecked because the compiler cannot see that the pipeline is touched on the queue only.
final class InProcessLoop: @unchecked Sendable {
    private let queue = DispatchQueue(label: "trato.test.loop")
    private let pipeline: Pipeline
    private let traffic = Traffic()

    init(_ application: Application) throws { pipeline = try Pipeline(application) }

    /// Sends a request through the pipeline and waits for its answer.
    func send(_ request: Request) -> Response {
        let answer = Box()
        queue.async { [self] in
            let exchange = Exchange(
                for: request, on: queue, endBatch: { [self] in pipeline.drained() }
            ) { response in
                answer.response = response
                answer.ready.signal()
            }
            pipeline.handle(request, exchange)
            pipeline.drained()
        }
        answer.ready.wait()
        guard let response = answer.response else {
            preconditionFailure("signalled without an answer")
        }
        return response
    }

    /// Is the loop by which the application reaches its pipelines.
    func serve(_ application: Application) {
        application.reach { [weak self] work in
            self?.queue.async { [weak self] in
                if let self { work(pipeline, traffic) }
            }
        }
    }

    /// The semaphore orders the accesses.
    private final class Box: @unchecked Sendable {
        let ready = DispatchSemaphore(value: 0)
        var response: Response?
    }
}
