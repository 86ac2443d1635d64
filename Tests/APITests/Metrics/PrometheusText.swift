import Testing

/// The text format 0.0.4 of Prometheus, read as strictly as its documentation allows, and stricter.
///
/// <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>
struct PrometheusText {
    struct Sample {
        let name: String
        let labels: [String: String]
        let value: Double
    }

    struct Family {
        let name: String
        let help: String
        let type: String
        var samples: [Sample] = []
    }

    struct Bad: Error, CustomStringConvertible {
        let line: String
        let reason: String
        var description: String { "\(reason): \(line)" }
    }

    private(set) var families: [Family] = []
    private var names: Set<String> = []
    private var series: Set<String> = []

    /// Throws `Bad` with the first line that breaks a rule.
    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Bad(line: "", reason: "no LF at the end") }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()[...]
        while let line = lines.popFirst() {
            if line.hasPrefix("#") {
                try begin(line, lines.popFirst() ?? "")
            } else {
                try add(line)
            }
        }
    }

    /// The value of the one sample with this name and these labels; nil when there is none.
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        families.flatMap(\.samples).first { $0.name == name && $0.labels == labels }?.value
    }

    /// All samples of a name.
    func samples(_ name: String) -> [Sample] {
        families.flatMap(\.samples).filter { $0.name == name }
    }

    /// Every name of a sample, as queries write it.
    var sampleNames: Set<String> { Set(families.flatMap(\.samples).map(\.name)) }

    private mutating func begin(_ help: Substring, _ type: Substring) throws {
        let first = help.split(separator: " ", maxSplits: 3).map(String.init)
        let second = type.split(separator: " ").map(String.init)
        guard first.count == 4, first[..<2] == ["#", "HELP"], second.count == 4,
            second[..<2] == ["#", "TYPE"], first[2] == second[2]
        else { throw Bad(line: "\(help) | \(type)", reason: "not HELP and TYPE of one family") }
        guard Self.isName(first[2]), names.insert(first[2]).inserted else {
            throw Bad(line: String(help), reason: "a bad or repeated name")
        }
        guard ["counter", "gauge", "histogram"].contains(second[3]) else {
            throw Bad(line: String(type), reason: "an unknown type")
        }
        families.append(Family(name: first[2], help: first[3], type: second[3]))
    }

    private mutating func add(_ line: Substring) throws {
        guard let last = families.indices.last else {
            throw Bad(line: String(line), reason: "a sample without a family")
        }
        var scanner = Scanner(line)
        let name = scanner.take { $0.isLetter || $0.isNumber || $0 == "_" || $0 == ":" }
        let labels = try scanner.labels()
        guard scanner.skip(" "), let value = Self.number(String(scanner.rest)) else {
            throw Bad(line: String(line), reason: "no value")
        }
        let family = families[last]
        let suffixes = family.type == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
        guard suffixes.contains(where: { family.name + $0 == name }) else {
            throw Bad(line: String(line), reason: "not of the family \(family.name)")
        }
        let key = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        guard series.insert("\(name) \(key)").inserted else {
            throw Bad(line: String(line), reason: "the same series twice")
        }
        families[last].samples.append(Sample(name: name, labels: labels, value: value))
    }

    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":")
        }
    }

    private static func number(_ text: String) -> Double? {
        text == "+Inf" ? .infinity : text.contains("n") ? nil : Double(text)
    }

    /// Reads a sample line from its left to its right.
    private struct Scanner {
        private(set) var rest: Substring
        private let line: Substring

        init(_ line: Substring) {
            rest = line
            self.line = line
        }

        mutating func take(_ isPart: (Character) -> Bool) -> String {
            let head = rest.prefix(while: isPart)
            rest = rest[head.endIndex...]
            return String(head)
        }

        mutating func skip(_ character: Character) -> Bool {
            guard rest.first == character else { return false }
            rest = rest.dropFirst()
            return true
        }

        mutating func labels() throws -> [String: String] {
            var labels: [String: String] = [:]
            guard skip("{") else { return labels }
            repeat {
                let name = take { $0.isLetter || $0.isNumber || $0 == "_" }
                guard isName(name), !name.hasPrefix("__"), skip("="), skip("\"") else {
                    throw Bad(line: String(line), reason: "a bad label")
                }
                guard labels.updateValue(try text(), forKey: name) == nil else {
                    throw Bad(line: String(line), reason: "a label twice")
                }
            } while skip(",")
            guard skip("}") else { throw Bad(line: String(line), reason: "an open brace") }
            return labels
        }

        private mutating func text() throws -> String {
            var text = ""
            while let character = rest.popFirst() {
                switch character {
                case "\"": return text
                case "\\":
                    guard let escaped = rest.popFirst(),
                        let plain = ["\\": "\\", "\"": "\"", "n": "\n"][String(escaped)]
                    else { throw Bad(line: String(line), reason: "a bad escape") }
                    text += plain
                default: text.append(character)
                }
            }
            throw Bad(line: String(line), reason: "an open label")
        }
    }
}
