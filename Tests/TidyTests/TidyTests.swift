import Testing
import TratoTesting

/// House rules that a reviewer would otherwise have to say again and again.
struct TidyTests {
    /// Which room may know which: the table of the architecture.
    private static let mayImport: [String: Set<String>] = [
        "JSON": [],
        "HTTP": ["CLinux", "COpenSSL", "CZlib"],
        "Store": ["CSQLite", "CLinux", "CLogVFS"],
        "Schema": ["JSON", "Store"],
        "API": ["Schema", "Store", "JSON", "HTTP", "COpenSSL", "CCurl"],
        "Documents": [
            "CPango", "Mustache", "FoundationEssentials", "FoundationInternationalization",
        ],
        "CRM": ["API", "Documents", "Schema", "Store", "JSON"],
        "trato": ["API", "CRM", "Schema", "Store", "JSON", "HTTP", "ArgumentParser"],
        "TratoTesting": ["API", "CRM", "Schema", "Store", "JSON", "HTTP"],
    ]
    /// Of the system, for every room.
    private static let system: Set<String> = ["Glibc", "Dispatch", "Synchronization"]

    @Test func `every room imports only the rooms it may know`() {
        #expect(!Repository.sources.isEmpty, "nothing found under \(Repository.root)")
        for file in Repository.sources {
            let room = String(file.path.split(separator: "/")[1])
            guard let allowed = Self.mayImport[room] else {
                Issue.record("\(file.path) lies in a room that the table does not name")
                continue
            }
            for name in Self.imports(of: file) where !allowed.union(Self.system).contains(name) {
                Issue.record("\(file.path) imports \(name)")
            }
        }
    }

    private static func imports(of file: Repository.File) -> [String] {
        file.lines.compactMap { line in
            let words = line.split(separator: " ")
            guard let index = words.firstIndex(of: "import"), index <= 1,
                index == 0 || words[0].hasPrefix("@") || words[0] == "package"
            else { return nil }
            return words.dropFirst(index + 1).last.map { String($0.split(separator: ".")[0]) }
        }
    }

    @Test func `no file is longer than five hundred lines`() {
        for file in Repository.swift where file.lines.count > 501 {
            Issue.record("\(file.path) has \(file.lines.count - 1) lines")
        }
    }

    /// Files over three hundred lines; the number may only fall.
    private static let longFiles = 0

    @Test func `long files do not become more`() {
        let long = Repository.sources.filter { $0.lines.count > 301 }.map(\.path)
        #expect(long.count <= Self.longFiles, "\(long)")
    }

    @Test func `half of the files are short`() {
        let sizes = Repository.sources.map(\.lines.count).sorted()
        #expect(sizes[sizes.count / 2] <= 110)
    }

    /// What is unfinished, or stops the process, or talks past the log.
    private static let banned = [
        "TO" + "DO", "FIX" + "ME", "XX" + "X", "try" + "!", "fatal" + "Error(",
    ]

    @Test func `nothing is left to do, and nothing stops the process on purpose`() {
        for file in Repository.swift where file.path != "Tests/TidyTests/TidyTests.swift" {
            for (number, line) in file.lines.enumerated() {
                for word in Self.banned where Self.has(word, line) {
                    Issue.record("\(file.path):\(number + 1) has \(word)")
                }
            }
        }
    }

    /// Whether a word stands by itself: four hexadecimal digits are written as that many letters.
    private static func has(_ word: String, _ line: Substring) -> Bool {
        guard let found = line.firstRange(of: word) else { return false }
        let isOpen = line[..<found.lowerBound].last.map { !$0.isLetter } ?? true
        let isClosed = line[found.upperBound...].first.map { !$0.isLetter } ?? true
        return isOpen && (isClosed || word.hasSuffix("("))
    }

    /// See `Listener`: each look at such a function would wrap it once more.
    @Test func `no function stands in a mutex by itself`() {
        for file in Repository.sources {
            for (number, line) in file.lines.enumerated()
            where line.contains("Mutex<(") && line.contains("->") {
                Issue.record("\(file.path):\(number + 1) has a function in a mutex")
            }
        }
    }

    @Test func `only the command line prints`() {
        for file in Repository.sources where !file.path.hasPrefix("Sources/trato/") {
            for (number, line) in file.lines.enumerated() {
                let code = line.split(separator: "//", maxSplits: 1).first ?? ""
                if Self.callsPrint(code) { Issue.record("\(file.path):\(number + 1) prints") }
            }
        }
    }

    private static func callsPrint(_ code: Substring) -> Bool {
        var rest = code
        while let found = rest.firstRange(of: "print(") {
            let before = rest[..<found.lowerBound].last
            if before.map({ !$0.isLetter && $0 != "." && $0 != "_" }) ?? true { return true }
            rest = rest[found.upperBound...]
        }
        return false
    }

    @Test func `no file knows where it was written`() {
        for file in Repository.swift where file.path != "Tests/TidyTests/TidyTests.swift" {
            for (number, line) in file.lines.enumerated()
            where line.contains("\"/" + "work/") || line.contains("/" + "home/")
                || line.contains("/" + "Users/")
            {
                Issue.record("\(file.path):\(number + 1) names a folder of somebody's machine")
            }
        }
    }

    @Test func `Foundation stays out`() {
        for file in Repository.swift where Self.imports(of: file).contains("Foundation") {
            Issue.record("\(file.path) imports Foundation")
        }
    }
}
