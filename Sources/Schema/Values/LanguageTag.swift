/// Language tags as BCP 47 (RFC 5646) defines them.
///
/// Tags are checked against the grammar of section 2.1, not against the registry, which grows
/// monthly: `xx-YY` passes although nobody speaks it. Two things are stricter than the grammar. A
/// language of four to eight letters is refused: none has ever been registered, and `english` is a
/// common mistake. Variants and extensions must not repeat (sections 2.2.5 and 2.2.6).
package enum LanguageTag {
    /// The tag in canonical case (section 2.1.1), `zh-Hant-TW`; nil when it is not well-formed.
    ///
    /// Subtags keep their order, and no subtag is replaced by a preferred one.
    package static func canonical(_ text: String) -> String? {
        guard (2...longest).contains(text.utf8.count), text.utf8.allSatisfy(isAllowed) else {
            return nil
        }
        let subtags = text.lowercased().split(separator: "-", omittingEmptySubsequences: false)
        guard subtags.allSatisfy({ (1...8).contains($0.utf8.count) }) else { return nil }
        let isKnown = irregular.contains(text.lowercased())
        guard isKnown || isPrivate(subtags) || isRegular(subtags) else { return nil }
        return inCanonicalCase(subtags)
    }

    /// Tags have no longest length in the RFC; every registered one has fewer than 20 characters.
    private static let longest = 128

    /// The grandfathered tags that do not fit the grammar (section 2.1, `irregular`).
    ///
    /// The regular ones, such as `art-lojban`, fit it.
    private static let irregular: Set<String> = [
        "en-gb-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak", "i-klingon", "i-lux",
        "i-mingo", "i-navajo", "i-pwn", "i-tao", "i-tay", "i-tsu", "sgn-be-fr", "sgn-be-nl",
        "sgn-ch-de",
    ]

    private static func isAllowed(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || isDigit(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// `privateuse`: x and at least one subtag of any kind.
    private static func isPrivate(_ subtags: [Substring]) -> Bool {
        subtags.count > 1 && subtags[0] == "x"
    }

    /// `langtag`: language, script, region, variants, extensions and private use, in this order.
    private static func isRegular(_ subtags: [Substring]) -> Bool {
        guard isLetters(subtags[0], 2...3) else { return false }
        var rest = subtags.dropFirst()
        var extended = 0
        while extended < 3, subtags[0].utf8.count <= 3, take(&rest, { isLetters($0, 3...3) }) {
            extended += 1
        }
        _ = take(&rest) { isLetters($0, 4...4) }
        _ = take(&rest) {
            isLetters($0, 2...2) || ($0.utf8.count == 3 && $0.utf8.allSatisfy(isDigit))
        }
        return takeVariants(&rest) && takeExtensions(&rest)
            && (rest.isEmpty || isPrivate(Array(rest)))
    }

    private static func takeVariants(_ rest: inout ArraySlice<Substring>) -> Bool {
        var seen: Set<Substring> = []
        while let variant = rest.first, isVariant(variant) {
            guard seen.insert(variant).inserted else { return false }
            rest.removeFirst()
        }
        return true
    }

    private static func takeExtensions(_ rest: inout ArraySlice<Substring>) -> Bool {
        var seen: Set<Substring> = []
        while let singleton = rest.first, singleton.utf8.count == 1, singleton != "x" {
            guard seen.insert(singleton).inserted else { return false }
            rest.removeFirst()
            guard take(&rest, { $0.utf8.count >= 2 }) else { return false }
            while take(&rest, { $0.utf8.count >= 2 }) {}
        }
        return true
    }

    /// Removes the next subtag when it is as asked for, and says whether it was.
    private static func take(
        _ rest: inout ArraySlice<Substring>, _ isWanted: (Substring) -> Bool
    ) -> Bool {
        guard let subtag = rest.first, isWanted(subtag) else { return false }
        rest.removeFirst()
        return true
    }

    private static func isVariant(_ subtag: Substring) -> Bool {
        let first = subtag.utf8.first ?? 0
        return subtag.utf8.count >= 5 || (subtag.utf8.count == 4 && isDigit(first))
    }

    private static func isLetters(_ subtag: Substring, _ lengths: ClosedRange<Int>) -> Bool {
        lengths.contains(subtag.utf8.count) && !subtag.utf8.contains(where: isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// All lower-case, but two letters in capitals and four in title case, except at the start
    /// and behind a singleton.
    private static func inCanonicalCase(_ subtags: [Substring]) -> String {
        var isBehindSingleton = false
        var result: [String] = []
        for (place, subtag) in subtags.enumerated() {
            let length = subtag.utf8.count
            if place == 0 || isBehindSingleton || !(length == 2 || length == 4) {
                result.append(String(subtag))
            } else if length == 2 {
                result.append(subtag.uppercased())
            } else {
                result.append(subtag.prefix(1).uppercased() + subtag.dropFirst())
            }
            isBehindSingleton = isBehindSingleton || length == 1
        }
        return result.joined(separator: "-")
    }
}
