import CLinux
import Glibc

extension Loop {
    /// Stops accepting, closes what is idle, lets the rest finish until the deadline, and calls
    /// `finished` when nothing is left.
    func drain(deadlineSeconds: Int, finished: @escaping @Sendable () -> Void) {
        guard !draining else { return finished() }
        draining = true
        self.finished = finished
        // What the kernel has accepted for a socket would be reset when it closes.
        for listener in listeners where listener.losesWaiting {
            accept(from: listener, atMost: 4096)
        }
        closeListeners()
        // An answer of this very batch may still lie in the shared buffer.
        flush()
        for connection in slots { connection?.drain() }
        let deadline = trato_microseconds() / 1000 + Int64(max(0, deadlineSeconds)) * 1000
        timers.add(at: deadline) { [weak self] in self?.cutAll() }
    }

    /// Removes them from the set first: a duplicate would keep a closed one there (epoll(7)).
    func closeListeners() {
        for listener in listeners {
            if !acceptsPaused {
                trato_epoll_control(epoll, EPOLL_CTL_DEL, listener.descriptor, 0, 0)
            }
            close(listener.descriptor)
        }
        listeners = []
    }

    private func cutAll() {
        for connection in slots { connection?.close(.drain) }
    }
}
