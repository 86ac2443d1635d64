import Glibc

// A client sends the same fields with every request of a connection, and who polls sends the same
// head. What came byte for byte is not parsed once more: comparing costs a fiftieth of it.
//
// Only one connection's own head is compared with, so nobody can find out by the time that an
// answer takes what others have sent. Equal bytes under equal bounds have one reading, so what is
// taken over is what parsing would find; `KnownHeadTests` compares the two.

/// The last head of one connection that was parsed, if it is small.
struct KnownHead {
    /// In bytes, with the table of fields: an idle connection keeps no more.
    static let largest = 1024

    private var head: RequestHead?
    var isEmpty: Bool { head == nil }

    /// Remembers a head whose fields stand as they came.
    mutating func remember(_ head: RequestHead) {
        self.head = head.bytes.count <= KnownHead.largest ? head : nil
    }

    mutating func forget() {
        head = nil
    }

    /// The same head as another request's, when the bytes begin with it.
    @inline(__always)
    func again(
        _ base: UnsafePointer<UInt8>, _ count: Int, random: RandomBlock
    ) -> RequestHead? {
        guard let head, head.shape.count <= count,
            head.bytes.withUnsafeBufferPointer({ equal($0.baseAddress, base, head.shape.count) })
        else { return nil }
        return head.again(random: (random.next(), random.next()))
    }

    /// Whether the section that begins where the shape says is the known one; shape and fields then have all that it
    /// says.
    @inline(__always)
    func hasFields(
        _ base: UnsafePointer<UInt8>, _ count: Int, _ shape: inout HeadShape,
        _ fields: UnsafeMutableBufferPointer<Field>
    ) -> Bool {
        guard let head, head.shape.version10 == shape.version10 else { return false }
        let start = head.shape.section
        let size = head.shape.count - start
        guard size <= count - shape.section else { return false }
        let section = base + shape.section
        let isSame = head.bytes.withUnsafeBufferPointer { bytes in
            equal(bytes.baseAddress.map { $0 + start }, section, size)
        }
        guard isSame else { return false }
        head.copyFields(to: fields, movedBy: shape.section - start)
        shape.takeFields(of: head.shape)
        return true
    }
}

@inline(__always)
private func equal(
    _ one: UnsafePointer<UInt8>?, _ other: UnsafePointer<UInt8>, _ count: Int
) -> Bool {
    one.map { memcmp($0, other, count) == 0 } ?? false
}
