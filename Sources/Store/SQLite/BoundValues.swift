/// The bytes of the texts and ids that are bound to a statement, one after the other in memory of its own.
///
/// SQLite is told that they stay where they are until the bindings are cleared, so it neither asks for memory for each of
/// them nor gives it back: 3 % of the instructions of a write.
/// <https://www.sqlite.org/c3ref/bind_blob.html>
struct BoundValues {
    private var room = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var used = 0
    /// Rooms that became too small while values were bound that stand in them.
    private var left: [UnsafeMutableRawBufferPointer] = []

    private static let smallest = 256
    /// Kept for the next time; what a long text needed is given back.
    private static let mostKept = 16 * 1024

    /// Makes room for so many bytes; what is kept already stays where it is.
    mutating func reserve(_ bytes: Int) {
        guard bytes > room.count - used else { return }
        if used > 0 {
            left.append(room)
        } else {
            room.deallocate()
        }
        let size = max(Self.smallest, 2 * room.count, bytes)
        room = .allocate(byteCount: size, alignment: 1)
        used = 0
    }

    /// Copies bytes for which there must be room; a text of none has an address all the same, for SQLite takes none for
    /// null.
    mutating func keep(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        if room.isEmpty { reserve(1) }
        precondition(bytes.count <= room.count - used, "no room was made")
        let place = UnsafeMutableRawBufferPointer(rebasing: room[used..<used + bytes.count])
        place.copyMemory(from: bytes)
        used += bytes.count
        return UnsafeRawBufferPointer(
            start: room.baseAddress.map { $0 + used - bytes.count }, count: bytes.count)
    }

    /// Once nothing is bound any more.
    mutating func forget() {
        used = 0
        guard !left.isEmpty || room.count > Self.mostKept else { return }
        for old in left { old.deallocate() }
        left = []
        guard room.count > Self.mostKept else { return }
        room.deallocate()
        room = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }

    /// For the statement's end.
    mutating func free() {
        forget()
        room.deallocate()
    }
}
