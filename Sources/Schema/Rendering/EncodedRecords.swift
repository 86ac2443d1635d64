// Records that a loop has encoded before.
//
// A point read costs one statement for the record and one for each of its owned collections, and then the encoding; a
// list costs a column read for every field of every row. Most of what a CRM shows has been shown before, unchanged. So
// each loop keeps what it encoded, by record and version. Whoever asks has read the version, and whether the caller
// may see the record, from the database in the same snapshot: nothing is ever invalidated, and nothing stale can be
// found, because every change of a record or of a row it owns raises the record's version in the same transaction.
//
// Rejected: a stored column with the encoded record (twice the file, and every change of a field kind's JSON would be a
// migration), and a cache shared by the loops (a lock on the read path).

/// The encoded records of one loop, for the shared plans of tables only; belongs to its thread.
package final class EncodedRecords {
    private struct Key: Hashable {
        let plan: ObjectIdentifier
        let id: RecordID
    }

    private struct Entry {
        let version: Int64
        let bytes: [UInt8]
    }

    // What is asked for moves to `young`; when that has half of the room, it becomes `old` and the old goes. So what is
    // used stays, without a list to keep in order.
    private var young: [Key: Entry] = [:]
    private var old: [Key: Entry] = [:]
    private var used = 0
    private let limit: Int
    /// Records that were found, and that were not.
    package private(set) var hits = 0
    package private(set) var misses = 0

    /// About what an entry costs beside its bytes.
    private static let overhead = 96

    /// `capacity` in bytes.
    package init(capacity: Int) { limit = capacity / 2 }

    /// The record as the plan shows it, if it was encoded at this version.
    func find(_ plan: Plan, _ id: RecordID, version: Int64) -> [UInt8]? {
        let found = look(Key(plan: ObjectIdentifier(plan), id: id), version)
        if found == nil { misses += 1 } else { hits += 1 }
        return found
    }

    private func look(_ key: Key, _ version: Int64) -> [UInt8]? {
        if let entry = young[key] { return entry.version == version ? entry.bytes : nil }
        guard let entry = old[key], entry.version == version else { return nil }
        put(entry, key)
        return entry.bytes
    }

    func keep(_ bytes: [UInt8], _ plan: Plan, _ id: RecordID, version: Int64) {
        put(Entry(version: version, bytes: bytes), Key(plan: ObjectIdentifier(plan), id: id))
    }

    private func put(_ entry: Entry, _ key: Key) {
        let size = entry.bytes.count + Self.overhead
        guard size <= limit else { return }
        if used + size > limit {
            old = young
            young = [:]
            used = 0
        }
        if let replaced = young.updateValue(entry, forKey: key) {
            used -= replaced.bytes.count + Self.overhead
        }
        used += size
    }
}
