// Records that a loop has encoded before.
//
// A point read costs one statement for the record and one for each of its owned collections, and then the encoding; a
// list costs a column read for every field of every row. Most of what a CRM shows has been shown before, unchanged. So
// each loop keeps what it encoded, by record and version. Whoever asks has read the version, and whether the caller
// may see the record, from the database in the same snapshot: nothing is ever invalidated, and nothing stale can be
// found, because every change of a record or of a row it owns raises the record's version in the same transaction.
//
// A record that is read by itself is kept with what decides who may see it, and with the number of commits that the
// snapshot had. While the writer has committed nothing since, all of that is what the database would say, and it is not
// asked: that saves two thirds of a point read. The first commit of whatever kind ends it for all records at once.
//
// Rejected: a stored column with the encoded record (twice the file, and every change of a field kind's JSON would be a
// migration), and a cache shared by the loops (a lock on the read path).

import Store

/// What decides over the read of a record before its content does.
package struct RecordHead: Sendable {
    package let version: Int64
    package let modified: Instant
    /// Nil where it has none, or the table knows no owners.
    package let owner: RecordID?
    package let team: RecordID?
    package let isDeleted: Bool

    /// Reads the leading columns of a row.
    package init(_ row: Statement, _ table: Table) {
        version = row.integer(CommonFields.version)
        modified = Instant(milliseconds: row.integer(CommonFields.updatedAt))
        isDeleted = !row.isNull(CommonFields.deletedAt)
        owner = table.isOwned ? Self.id(row, CommonFields.ownerID) : nil
        team = table.isOwned ? Self.id(row, CommonFields.teamID) : nil
    }

    private static func id(_ row: Statement, _ column: Int) -> RecordID? {
        row.isNull(column) ? nil : RecordID(row.uuid(column))
    }
}

/// The encoded records of one loop, for the shared plans of tables only; belongs to its thread.
package final class EncodedRecords {
    private struct Key: Hashable {
        let plan: ObjectIdentifier
        let id: RecordID
    }

    private struct Entry {
        let key: Key
        var version: Int64
        var bytes: [UInt8]
        /// Of the snapshot that said `head`; nil where that was not read.
        var commits: Int?
        var head: RecordHead?
        /// Asked for since it came or the hand came by.
        var isUsed = false

        var size: Int { bytes.count + EncodedRecords.overhead }
    }

    // A clock: when room is needed, the hand goes round and takes away what nobody has asked for since it came by the
    // last time. So what is used stays, without a list to keep in order.
    private var entries: [Entry] = []
    private var places: [Key: Int] = [:]
    private var hand = 0
    private var used = 0
    private let limit: Int
    /// Records that were found, and that were not.
    package private(set) var hits = 0
    package private(set) var misses = 0

    /// About what an entry costs beside its bytes.
    private static let overhead = 224

    /// `capacity` in bytes.
    package init(capacity: Int) { limit = capacity }

    /// The record as the plan shows it, if it was encoded at this version.
    func find(_ plan: Plan, _ id: RecordID, version: Int64) -> [UInt8]? {
        guard let place = places[Key(plan: ObjectIdentifier(plan), id: id)],
            entries[place].version == version
        else {
            misses += 1
            return nil
        }
        hits += 1
        entries[place].isUsed = true
        return entries[place].bytes
    }

    /// The record as the plan shows it, and its head as a snapshot after so many commits had it.
    package func find(
        _ plan: Plan, _ id: RecordID, commits: Int
    ) -> (head: RecordHead, bytes: [UInt8])? {
        guard let place = places[Key(plan: ObjectIdentifier(plan), id: id)],
            entries[place].commits == commits, let head = entries[place].head
        else { return nil }
        hits += 1
        entries[place].isUsed = true
        return (head, entries[place].bytes)
    }

    /// Keeps the head of a record that `find` has just found, or `keep` kept.
    func note(_ head: RecordHead, commits: Int?, _ plan: Plan, _ id: RecordID) {
        guard let place = places[Key(plan: ObjectIdentifier(plan), id: id)] else { return }
        assert(entries[place].version == head.version)
        entries[place].head = head
        entries[place].commits = commits
    }

    func keep(_ bytes: [UInt8], _ plan: Plan, _ id: RecordID, version: Int64) {
        let entry = Entry(
            key: Key(plan: ObjectIdentifier(plan), id: id), version: version, bytes: bytes)
        guard entry.size <= limit else { return }
        if let place = places[entry.key] {
            used += entry.size - entries[place].size
            entries[place] = entry
        } else {
            used += entry.size
            places[entry.key] = entries.count
            entries.append(entry)
        }
        while used > limit { turn() }
    }

    /// Moves the hand by one entry, or takes that away.
    private func turn() {
        if hand >= entries.count { hand = 0 }
        guard !entries[hand].isUsed else {
            entries[hand].isUsed = false
            hand += 1
            return
        }
        let gone = entries[hand]
        used -= gone.size
        places[gone.key] = nil
        let last = entries.removeLast()
        guard hand < entries.count else { return }
        entries[hand] = last
        places[last.key] = hand
        // The one that came last is the last to be looked at.
        hand += 1
    }
}
