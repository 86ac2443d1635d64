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
    @Test func `telling a thousand times takes no longer way than telling once`() {
        let listener = Listener<Void>()
        let places = Mutex<[UInt]>([])
        listener.set {
            var local: UInt8 = 0
            withUnsafePointer(to: &local) { place in
                places.withLock { $0.append(UInt(bitPattern: place)) }
            }
        }
        for _ in 0..<1000 { listener.call() }
        let all = places.withLock { $0 }
        #expect(all.count == 1000)
        #expect(Set(all).count == 1)
    }
}
