import CLinux
import Glibc

extension Loop {
    /// Stops accepting, closes what is idle, lets the rest finish until the deadline, and calls
    /// `finished` when nothing is left.
    func drain(deadlineSeconds: Int, finished: @escaping @Sendable () -> Void) {
        guard !draining else { return finished() }
        draining = true
        self.finished = finished
        // What the kernel has accepted for this socket would be reset when it closes.
        acceptAll(atMost: 4096)
        close(listener)
        listener = -1
        // An answer of this very batch may still lie in the shared buffer.
        flush()
        for connection in slots { connection?.drain() }
        let deadline = trato_microseconds() / 1000 + Int64(max(0, deadlineSeconds)) * 1000
        timers.add(at: deadline) { [weak self] in self?.cutAll() }
    }

    private func cutAll() {
        for connection in slots { connection?.close() }
    }
}
