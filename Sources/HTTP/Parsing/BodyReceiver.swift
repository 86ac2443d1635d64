/// Takes a body piece by piece while it arrives, so that its size is no matter of memory.
///
/// Called on the loop. A receiver that is let go before `end` has a body that never became whole.
package protocol BodyReceiver: AnyObject, Sendable {
    /// Takes the next bytes; must not block.
    func receive(_ bytes: UnsafeBufferPointer<UInt8>)

    /// Whether it has more than it can work off at once: the socket is then not read, and TCP tells the client to wait.
    var isBehind: Bool { get }

    /// Sets what is called, on any thread, when it is no longer behind.
    func whenCaughtUp(_ work: @escaping @Sendable () -> Void)
}

/// What becomes of a body whose head has come.
package enum Reception: Sendable {
    case pieces(any BodyReceiver)
    /// The answer; the connection ends behind it, since nobody reads the body.
    case refused(Response)
}
