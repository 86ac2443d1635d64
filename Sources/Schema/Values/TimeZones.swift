import Synchronization

// Foundation's TimeZone needs ICU and adds 40 MB to the binary, for zones that the system keeps
// anyway: every Linux has the IANA database as one small TZif file per zone. So this reads those
// files itself.
//
// A zone is an ascending list of transitions and, for all time after the last, the rule in the
// file's footer (`TimeZoneRule`). The C library's localtime(3) was no choice: it keeps one zone
// per process. Shipping the database in the binary was rejected too: governments change clocks at
// a few weeks' notice, and the system's package manager delivers that better than our releases.
//
// Reading is defensive although the directory is the system's, because names come from requests:
// a name is checked character by character before a path is made of it, files are bounded in size,
// and a file that is not well-formed is no zone. What has been read once is kept for the life of
// the process; names that failed are not kept, so a caller cannot grow the cache beyond the files
// that exist. A process therefore needs a restart to see a new edition of the database.
//
// From instant to local time there is always one answer. The other way there may be two (clocks
// went back: the earlier is taken, so that nothing happens late) or none (clocks went forward: the
// first instant after the gap is taken, so that a day that starts in a gap still has a start).

/// A time zone of the IANA database.
package struct TimeZone: Sendable, Hashable {
    /// The name in the database, `Europe/Madrid`.
    package let name: String
    private let history: TimeZoneHistory

    /// Coordinated universal time.
    package static let utc = TimeZone(name: "UTC", history: .utc)

    /// The zone of that exact name; nil when there is none or the system's file is unreadable.
    package static func named(_ name: String) -> TimeZone? {
        if name == utc.name { return utc }
        guard isWellFormed(name) else { return nil }
        if let known = cache.withLock({ $0[name] }) { return known }
        guard let bytes = TimeZoneDirectory.read(name), let history = TimeZoneHistory(tzif: bytes)
        else { return nil }
        let zone = TimeZone(name: name, history: history)
        cache.withLock { $0[name] = zone }
        return zone
    }

    private static let cache = Mutex<[String: TimeZone]>([:])

    /// Whether a name has only what the database's names have: parts of letters, digits, `_`, `+`
    /// and `-` between slashes, starting with a capital.
    ///
    /// Directories of other forms of the same zones (`posix/`, `right/`) start with a small letter,
    /// and without dots no name leads out of the directory.
    private static func isWellFormed(_ name: String) -> Bool {
        guard (1...64).contains(name.utf8.count), let first = name.utf8.first,
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first)
        else { return false }
        return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy(isNameByte)
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }

    package static func == (left: TimeZone, right: TimeZone) -> Bool { left.name == right.name }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension TimeZone {
    /// Seconds east of UTC at an instant, given in seconds since 1970.
    package func offsetSeconds(at instantSeconds: Int64) -> Int {
        history.offset(at: instantSeconds)
    }

    /// The calendar date that clocks of this zone show at an instant.
    package func day(of instant: Instant) -> Day { local(instant).day }

    /// What clocks of this zone show at an instant: the date, and seconds into it (0-86,399).
    package func local(_ instant: Instant) -> (day: Day, secondsIntoDay: Int) {
        let seconds = instant.seconds
        let local = Int(seconds) + offsetSeconds(at: seconds)
        let (days, rest) = local.flooredDivision(by: 86_400)
        return (Day(clamping: days), rest)
    }

    /// The instant at which clocks of this zone show a time of a day.
    ///
    /// Where clocks go back and show it twice, the earlier one; where they go forward past it, the
    /// first instant after the gap. `secondsIntoDay` may run over either end of the day.
    package func instant(of day: Day, secondsIntoDay: Int) -> Instant {
        let farthest = 86_400 * 366 * 10_000
        let local =
            Int64(Int(day.daysSince1970) * 86_400)
            + Int64(min(max(secondsIntoDay, -farthest), farthest))
        return Instant(seconds: history.instant(ofLocal: local))
    }

    /// The first instant of a day, midnight unless clocks skip it.
    package func start(of day: Day) -> Instant { instant(of: day, secondsIntoDay: 0) }
}
