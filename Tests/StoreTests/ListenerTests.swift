import Glibc
import Store
import Synchronization
import Testing

struct ListenerTests {
    @Test func `who is named last is told, on the thread that tells`() {
        let listener = Listener<Int>()
        let told = Mutex<[Int]>([])
        listener.call(1)
        listener.set { value in told.withLock { $0.append(value) } }
        listener.call(2)
        listener.set { value in told.withLock { $0.append(-value) } }
        listener.call(3)
        listener.set(nil)
        listener.call(4)
        #expect(told.withLock { $0 } == [2, -3])
    }

    /// Function conversions that pile up show as stack between the caller and who is told.
    @Test func `telling a thousand times takes no longer way than telling once`() throws {
        typealias Backtrace =
            @convention(c) (UnsafeMutablePointer<UnsafeMutableRawPointer?>?, Int32) -> Int32
        // Of execinfo.h, which Swift's Glibc module leaves out.
        let symbol = try #require(dlsym(nil, "backtrace"))
        let backtrace = unsafeBitCast(symbol, to: Backtrace.self)
        let listener = Listener<Void>()
        let depths = Mutex<[Int32]>([])
        listener.set {
            // Not the address of a local: the address sanitizer keeps those elsewhere.
            withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer?.self, capacity: 4096) {
                let depth = backtrace($0.baseAddress, Int32($0.count))
                depths.withLock { $0.append(depth) }
            }
        }
        for _ in 0..<1000 { listener.call() }
        let all = depths.withLock { $0 }
        #expect(all.count == 1000)
        #expect(Set(all).count == 1)
    }
}
