/// What the application gives: one object per loop.
///
/// It is made on its loop and always called there, one call at a time, so it may own a read
/// connection and caches and needs no lock.
package protocol LoopHandler: AnyObject {
    /// Called for every complete request; answers now or later through the exchange.
    ///
    /// Must not block: what takes longer than about 200 µs belongs on another queue.
    func handle(_ request: Request, _ exchange: Exchange)

    /// Called with the head of a request whose body is taken piece by piece, before any of it; `handle` follows when it
    /// is complete, with the receiver as `Request.upload`.
    func receive(_ request: Request) -> Reception

    /// The methods of the address, for what answers one that no address has; all where nothing is known of it.
    func methods(at request: Request) -> [Method]

    /// Called after each batch of events, before the loop waits: the place to end a read
    /// transaction.
    func drained()
}

extension LoopHandler {
    package func receive(_ request: Request) -> Reception {
        var response = Refusal.methodNotAllowed.response(to: request.head)
        response.add("Allow", Method.list(methods(at: request)))
        return .refused(response)
    }

    package func methods(at request: Request) -> [Method] { Method.allCases }
}
